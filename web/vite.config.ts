import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const FIRST_PAINT = fileURLToPath(new URL("./src/app/first-paint.js", import.meta.url));

/** Emit `first-paint.js` as a hashed classic script and load it, blocking, before anything else in the head. */
function firstPaint(): Plugin {
	let reference = "";
	return {
		name: "first-paint",
		buildStart() {
			if (this.meta.watchMode) return;
			reference = this.emitFile({ type: "asset", name: "first-paint.js", source: readFileSync(FIRST_PAINT, "utf8") });
		},
		transformIndexHtml: {
			order: "post",
			handler(_html, context) {
				const file = Object.values(context.bundle ?? {}).find((item) => item.fileName.startsWith("assets/first-paint"));
				const src = file === undefined || reference === "" ? "/src/app/first-paint.js" : `/${file.fileName}`;
				return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
			},
		},
	};
}

const ALWAYS_LOADED = /\/(?:vendor|frame|rolldown-runtime)-[\w-]{8}\.(?:js|css)$/;

/** The page's build: everything hashed under /assets, nothing inlined, because the content policy allows neither. */
export default defineConfig({
	root: fileURLToPath(new URL(".", import.meta.url)),
	plugins: [react(), firstPaint()],
	css: { modules: { localsConvention: "camelCaseOnly" } },
	build: {
		target: "es2023",
		outDir: "dist",
		emptyOutDir: true,
		assetsInlineLimit: 0,
		modulePreload: {
			polyfill: false,
			// what the page itself loads is there already: parts that are fetched later need not name it again
			resolveDependencies: (_file, names, { hostType }) =>
				hostType === "html" ? names : names.filter((name) => !ALWAYS_LOADED.test(name)),
		},
		reportCompressedSize: false,
		rolldownOptions: {
			output: {
				codeSplitting: {
					groups: [
						// one chunk for every chart over time, recognisable by its name
						{ name: "echarts", test: /node_modules[\\/](?:echarts|zrender|tslib)[\\/]/ },
						// what every page loads comes in two pieces: fifty of a kilobyte each would compress badly
						{ name: "vendor", test: /node_modules[\\/]/, tags: ["$initial"] },
						{ name: "frame", tags: ["$initial"] },
						// what the pages with lists share, and those with a query: for the same reason
						{
							name: "lists",
							test: /[\\/]src[\\/]ui[\\/](?:RowList|SortButton|use-(?:row-focus|fixed-rows|look))\./,
						},
						// what writes queries: before the trace, which would keep it to itself
						{ name: "language", test: /[\\/]src[\\/]query[\\/](?:filter-print|fields|log-level|enum-words)\./ },
						// what the page of a trace has in small pieces that need nothing else
						{
							name: "trace-parts",
							test: /[\\/]src[\\/](?:geometry[\\/]time-scale|charts[\\/](?:view-store|Flame[\\/]flame-scene)|features[\\/]trace[\\/](?:flame-names|Trace(?:Page|Tools)\.module))\./,
						},
						// everybody's icon would otherwise stay with the query
						{ name: "x", test: /[\\/]icons[\\/]x\./ },
						{
							name: "query",
							test: /[\\/]src[\\/](?:ui[\\/]QueryBar[\\/](?:QueryField|query-terms)|query[\\/]filter-lex)\./,
						},
						// what drawings share
						{ name: "canvas", test: /[\\/]src[\\/](?:charts[\\/](?:use-layers|frame-times|duration-text)|draw[\\/][a-z-]+)\./ },
					],
				},
			},
		},
	},
	worker: { format: "es" },
});
