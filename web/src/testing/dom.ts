/** What jsdom lacks and the page needs: sizes, media queries. Import it for its effect, before anything is rendered. */
const SCREEN = { width: 1440, height: 900 };

Object.defineProperties(HTMLElement.prototype, {
	clientHeight: { configurable: true, get: () => SCREEN.height },
	clientWidth: { configurable: true, get: () => SCREEN.width },
	scrollIntoView: { configurable: true, writable: true, value: () => undefined },
	scrollTo: { configurable: true, writable: true, value: () => undefined },
});

window.scrollTo = () => undefined;

globalThis.matchMedia = (query) =>
	({
		matches: false,
		media: query,
		onchange: null,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
		addListener: () => undefined,
		removeListener: () => undefined,
		dispatchEvent: () => false,
	}) satisfies MediaQueryList;
