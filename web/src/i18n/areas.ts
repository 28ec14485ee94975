/** Texts that come with the pages that show them: area -> how to fetch it, in each language. A language without an area does not compile. */
import type { Language, Texts } from "./texts.ts";

export type TextArea =
	| "alertSetup"
	| "alerts"
	| "banners"
	| "charts"
	| "coach"
	| "compare"
	| "errors"
	| "file"
	| "find"
	| "firstRun"
	| "keys"
	| "logs"
	| "settings"
	| "map"
	| "measures"
	| "metrics"
	| "overview"
	| "palette"
	| "picker"
	| "query"
	| "service"
	| "services"
	| "status"
	| "trace"
	| "traces"
	| "views";

type Loaders = { readonly [A in TextArea]: () => Promise<Texts[A]> };

export const AREAS: { readonly [L in Language]: Loaders } = {
	en: {
		alertSetup: async () => (await import("./alert-setup-en.ts")).alertSetupEn,
		alerts: async () => (await import("./alerts-en.ts")).alertsEn,
		banners: async () => (await import("./banners-en.ts")).bannersEn,
		charts: async () => (await import("./charts-en.ts")).chartsEn,
		coach: async () => (await import("./coach-en.ts")).coachEn,
		file: async () => (await import("./file-en.ts")).fileEn,
		compare: async () => (await import("./compare-en.ts")).compareEn,
		find: async () => (await import("./find-en.ts")).findEn,
		errors: async () => (await import("./errors-en.ts")).errorsEn,
		firstRun: async () => (await import("./first-run-en.ts")).firstRunEn,
		keys: async () => (await import("./keys-en.ts")).keysEn,
		logs: async () => (await import("./logs-en.ts")).logsEn,
		settings: async () => (await import("./settings-en.ts")).settingsEn,
		map: async () => (await import("./map-en.ts")).mapEn,
		measures: async () => (await import("./measures-en.ts")).measuresEn,
		metrics: async () => (await import("./metrics-en.ts")).metricsEn,
		overview: async () => (await import("./overview-en.ts")).overviewEn,
		palette: async () => (await import("./palette-en.ts")).paletteEn,
		picker: async () => (await import("./picker-en.ts")).pickerEn,
		query: async () => (await import("./query-en.ts")).queryEn,
		service: async () => (await import("./service-en.ts")).serviceEn,
		services: async () => (await import("./services-en.ts")).servicesEn,
		status: async () => (await import("./status-en.ts")).statusEn,
		trace: async () => (await import("./trace-en.ts")).traceEn,
		traces: async () => (await import("./traces-en.ts")).tracesEn,
		views: async () => (await import("./views-en.ts")).viewsEn,
	},
	zh: {
		alertSetup: async () => (await import("./alert-setup-zh.ts")).alertSetupZh,
		alerts: async () => (await import("./alerts-zh.ts")).alertsZh,
		banners: async () => (await import("./banners-zh.ts")).bannersZh,
		charts: async () => (await import("./charts-zh.ts")).chartsZh,
		coach: async () => (await import("./coach-zh.ts")).coachZh,
		file: async () => (await import("./file-zh.ts")).fileZh,
		compare: async () => (await import("./compare-zh.ts")).compareZh,
		find: async () => (await import("./find-zh.ts")).findZh,
		errors: async () => (await import("./errors-zh.ts")).errorsZh,
		firstRun: async () => (await import("./first-run-zh.ts")).firstRunZh,
		keys: async () => (await import("./keys-zh.ts")).keysZh,
		logs: async () => (await import("./logs-zh.ts")).logsZh,
		settings: async () => (await import("./settings-zh.ts")).settingsZh,
		map: async () => (await import("./map-zh.ts")).mapZh,
		measures: async () => (await import("./measures-zh.ts")).measuresZh,
		metrics: async () => (await import("./metrics-zh.ts")).metricsZh,
		overview: async () => (await import("./overview-zh.ts")).overviewZh,
		palette: async () => (await import("./palette-zh.ts")).paletteZh,
		picker: async () => (await import("./picker-zh.ts")).pickerZh,
		query: async () => (await import("./query-zh.ts")).queryZh,
		service: async () => (await import("./service-zh.ts")).serviceZh,
		services: async () => (await import("./services-zh.ts")).servicesZh,
		status: async () => (await import("./status-zh.ts")).statusZh,
		trace: async () => (await import("./trace-zh.ts")).traceZh,
		traces: async () => (await import("./traces-zh.ts")).tracesZh,
		views: async () => (await import("./views-zh.ts")).viewsZh,
	},
};
