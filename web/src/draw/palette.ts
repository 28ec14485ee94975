/** The colours of the page's theme as values that a canvas understands, and mixtures of them in OKLab as CSS would mix them. */

/** How one service's bars are painted: `full` for SERVER, CLIENT …, `light` for INTERNAL; `dim…` for what stands back. */
export interface ServicePaint {
	readonly full: string;
	readonly light: string;
	readonly dimFull: string;
	readonly dimLight: string;
	/** Half of `full` on the surface: rows of the waterfall that stand back. */
	readonly half: string;
	/** Dots, lines; in the light theme also the edge of bars. */
	readonly ink: string;
	readonly dimInk: string;
	/** On the minimap, off the critical path. */
	readonly faint: string;
}

export interface Palette {
	readonly isLight: boolean;
	readonly canvas: string;
	readonly surface: string;
	readonly overlay: string;
	readonly hover: string;
	readonly selection: string;
	readonly borderSubtle: string;
	readonly borderDefault: string;
	readonly borderStrong: string;
	readonly textPrimary: string;
	readonly textSecondary: string;
	readonly textMuted: string;
	readonly accent: string;
	readonly focus: string;
	readonly ok: string;
	readonly warn: string;
	readonly error: string;
	readonly silent: string;
	/** Traces without errors, and what was picked among all. */
	readonly point: string;
	readonly picked: string;
	readonly bar: string;
	readonly match: string;
	readonly onFill: string;
	readonly onDim: string;
	/** Supporting text on bars: services, durations. */
	readonly onFillSoft: string;
	readonly onDimSoft: string;
	readonly path: string;
	readonly pathHalo: string;
	readonly ring: string;
	readonly errorHatch: string;
	readonly gapHatch: string;
	readonly gapEdge: string;
	readonly waitDots: string;
	/** By OTLP severity: trace, debug, info, warn, error, fatal. */
	readonly severities: readonly string[];
	/** By share of errors: at most 0.1 %, 1 %, 5 %, and more. */
	readonly errorRates: readonly string[];
	/** From much less to much more, five steps. */
	readonly changes: readonly string[];
	/** From little to much, seven steps. */
	readonly counts: readonly string[];
	/** Index 0 is for unknown services. */
	readonly services: readonly ServicePaint[];
	readonly uiFont: string;
}

type Lab = readonly [number, number, number];

const LIGHTER = 0.72;
const DIM = 0.35;
const SOFT = 0.84;
const SERVICES = 24;

/** Read the theme from an element's custom properties. Cost: one style lookup and about 200 mixtures. */
export function readPalette(element: Element): Palette {
	const style = getComputedStyle(element);
	return paletteFrom((name) => style.getPropertyValue(name).trim());
}

function changesOf(low: string, middle: string, high: string): readonly string[] {
	return [low, mix(low, middle, 0.55), middle, mix(high, middle, 0.55), high];
}

/** Build a palette from named tokens (hex colours); an unknown one is taken as grey. */
export function paletteFrom(token: (name: string) => string): Palette {
	const color = (name: string): string => token(name) || "#808080";
	const surface = color("--bg-surface");
	const isLight = lightness(surface) > 0.5;
	const textMuted = color("--text-muted");
	const onDim = isLight ? color("--text-secondary") : "#c3cad8";
	const paint = (fill: string, ink: string): ServicePaint => {
		const light = mix(fill, "#ffffff", LIGHTER);
		return {
			full: fill,
			light,
			dimFull: mix(fill, surface, DIM),
			dimLight: mix(light, surface, DIM),
			half: mix(fill, surface, 0.45),
			ink,
			dimInk: mix(ink, surface, 0.45),
			faint: mix(ink, color("--bg-canvas"), 0.5),
		};
	};
	const services = [paint(color("--silent"), color("--silent"))];
	for (let at = 1; at <= SERVICES; at++) services.push(paint(color(`--service-fill-${at}`), color(`--service-${at}`)));
	return {
		isLight,
		canvas: color("--bg-canvas"),
		surface,
		overlay: color("--bg-overlay"),
		hover: color("--bg-hover"),
		selection: color("--selection-bg"),
		borderSubtle: color("--border-subtle"),
		borderDefault: color("--border-default"),
		borderStrong: color("--border-strong"),
		textPrimary: color("--text-primary"),
		textSecondary: color("--text-secondary"),
		textMuted,
		accent: color("--accent"),
		focus: color("--focus"),
		ok: color("--ok"),
		warn: color("--warn"),
		error: color("--error"),
		silent: color("--silent"),
		point: color("--severity-info"),
		picked: color("--population-picked"),
		bar: color("--p50"),
		match: color("--match-ring"),
		onFill: color("--on-fill"),
		onDim,
		onFillSoft: withAlpha(color("--on-fill"), SOFT),
		onDimSoft: withAlpha(onDim, SOFT),
		path: color("--path"),
		pathHalo: color("--path-halo"),
		ring: color("--path"),
		errorHatch: isLight ? "rgba(196,34,43,.42)" : "rgba(200,22,40,.62)",
		gapHatch: withAlpha(textMuted, isLight ? 0.28 : 0.34),
		gapEdge: withAlpha(textMuted, isLight ? 0.45 : 0.5),
		waitDots: isLight ? "rgba(20,23,31,.2)" : "rgba(11,13,18,.28)",
		severities: ["trace", "debug", "info", "warn", "error", "fatal"].map((name) => color(`--severity-${name}`)),
		errorRates: [1, 2, 3, 4].map((step) => color(`--error-rate-${step}`)),
		changes: changesOf(color("--diverging-low"), color("--diverging-mid"), color("--diverging-high")),
		counts: [1, 2, 3, 4, 5, 6, 7].map((step) => color(`--count-${step}`)),
		services,
		uiFont: token("--font-ui") || "sans-serif",
	};
}

/** `share` of the first colour, the rest of the second, in OKLab. Colours: `#rrggbb`. */
export function mix(first: string, second: string, share: number): string {
	const a = labOf(first);
	const b = labOf(second);
	return hexOf([0, 1, 2].map((at) => (a[at] ?? 0) * share + (b[at] ?? 0) * (1 - share)) as unknown as Lab);
}

/** The colour with an opacity of 0..1. */
export function withAlpha(hex: string, alpha: number): string {
	const key = `${hex} ${alpha}`;
	const known = translucent.get(key) ?? translucentOf(hex, alpha);
	translucent.set(key, known);
	return known;
}

/** As many as there are tokens with the few shares that drawings use. */
const translucent = new Map<string, string>();

function translucentOf(hex: string, alpha: number): string {
	const [red, green, blue] = channels(hex).map((value) => Math.round(value * 255));
	return `rgba(${red},${green},${blue},${alpha})`;
}

function lightness(hex: string): number {
	return labOf(hex)[0];
}

function channels(hex: string): readonly [number, number, number] {
	const long = hex.length === 4 ? `#${[...hex.slice(1)].map((digit) => digit + digit).join("")}` : hex;
	const value = Number.parseInt(long.slice(1, 7), 16);
	const safe = Number.isNaN(value) ? 0x808080 : value;
	return [((safe >> 16) & 255) / 255, ((safe >> 8) & 255) / 255, (safe & 255) / 255];
}

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

function labOf(hex: string): Lab {
	const [red, green, blue] = channels(hex).map(toLinear) as unknown as Lab;
	const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
	const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
	const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

function hexOf([lightness, a, b]: Lab): string {
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const linear = [
		4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
		-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
		-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
	];
	const byte = (value: number): string =>
		Math.round(Math.min(Math.max(fromLinear(value), 0), 1) * 255)
			.toString(16)
			.padStart(2, "0");
	return `#${linear.map(byte).join("")}`;
}
