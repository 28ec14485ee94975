import type { alertSetupEn } from "./alert-setup-en.ts";
import type { alertsEn } from "./alerts-en.ts";
import type { bannersEn } from "./banners-en.ts";
import type { chartsEn } from "./charts-en.ts";
import type { coachEn } from "./coach-en.ts";
import type { compareEn } from "./compare-en.ts";
import type { errorsEn } from "./errors-en.ts";
import type { fileEn } from "./file-en.ts";
import type { findEn } from "./find-en.ts";
import type { firstRunEn } from "./first-run-en.ts";
import type { keysEn } from "./keys-en.ts";
import type { logsEn } from "./logs-en.ts";
import type { mapEn } from "./map-en.ts";
import type { measuresEn } from "./measures-en.ts";
import type { metricsEn } from "./metrics-en.ts";
import type { overviewEn } from "./overview-en.ts";
import type { paletteEn } from "./palette-en.ts";
import type { pickerEn } from "./picker-en.ts";
import type { queryEn } from "./query-en.ts";
import type { serviceEn } from "./service-en.ts";
import type { servicesEn } from "./services-en.ts";
import type { settingsEn } from "./settings-en.ts";
import type { statusEn } from "./status-en.ts";
import type { traceEn } from "./trace-en.ts";
import type { tracesEn } from "./traces-en.ts";
import type { viewsEn } from "./views-en.ts";

/**
 * English texts of the frame and of what all lists share; those of an area come with its page (`areas.ts`). `zh.ts` has the same keys.
 * Data (names, bodies, attributes) and the query language are never translated.
 */
export const en = {
	common: {
		copy: "Copy",
		copyRequestId: "Copy request ID",
		requestId: "Request",
		retry: "Retry",
		close: "Close",
		error: "error",
		failed: "This did not work",
		loading: "Loading",
		offline: "The collector does not answer",
		offlineAdvice: "Is it running? The page tries again by itself when it is back.",
		complete: "complete",
		partial: "partial",
		receiving: "still receiving…",
		receivingHint: "Spans that come late are added as they arrive, for 30 seconds after the last known end",
	},
	page: {
		overview: "Overview",
		services: "Services",
		map: "Service map",
		logs: "Logs",
		metrics: "Metrics",
		errors: "Errors",
		alerts: "Alerts",
		silences: "Silences",
		receivers: "Receivers",
		newRule: "New rule",
		rule: "Rule",
		status: "Status",
		traces: "Traces",
		compare: "Compare",
		connect: "Connect",
		file: "Local file",
		notFound: "There is no such page",
		notFoundText: "The address may be mistyped, or the page comes with a later version.",
		toTraces: "To the traces",
		skipToContent: "Skip to the content",
	},
	shell: {
		demo: "demo",
		demoHint: "Demo data is stored here; Status removes it",
		navigation: "Pages",
		home: "Spanglass",
		jump: "Search or jump…",
		settings: "Settings",
		jumpTitle: "Search or jump",
		keyHint: "Shortcut: {{keys}}",
		more: "More",
		themeDark: "Dark",
		themeLight: "Light",
		themeSystem: "System",
		densityCompact: "Compact",
		densityDefault: "Default",
		densityComfortable: "Comfortable",
		refresh: "Refresh",
		live: "Live",
		liveOn: "New data appears as it arrives",
		share: "Share",
		shareHint: "Copies a link with absolute times; Shift+click keeps them relative",
		shared: "Link copied",
		copiedId: "Trace ID copied",
		sharedAbsolute: "Link with absolute times copied",
		sharedRelative: "Link with relative times copied",
		shareFailed: "The browser did not let the page use the clipboard",
		shortcuts: "Shortcuts",
		pasted: "Looking for the trace of the pasted text",
		themeNow: "Theme: {{name}}",
		densityNow: "Density: {{name}}",
	},
	env: {
		name: "env",
		label: "Environment",
		all: "All",
		showAll: "Show all environments",
		none: "No service in this range names its environment (deployment.environment.name).",
	},
	refresh: {
		label: "Refresh by itself",
		off: "Off",
		auto: "Auto",
	},
	ingest: {
		flowing: "Ingest flowing",
		silent: "Ingest silent",
		refusing: "Ingest refusing requests",
		offline: "Collector not reached",
		connecting: "Connecting",
		spansRate: "{{value}} spans",
	},
	time: {
		range: "Time range",
		last: "Last {{length}}",
		thisWeek: "This week",
		copied: "Time range copied",
		pasted: "Time range taken over",
		notPasted: "The clipboard holds no time range",
		clipboardRefused: "The browser did not let the page read the clipboard",
		today: "Today",
		yesterday: "Yesterday",
		earlier: "Shift back by half",
		later: "Shift forward by half",
		zoomOut: "Zoom out ×2",
		shift: "Shift and zoom",
		secondsAgo_one: "{{count}} s ago",
		secondsAgo_other: "{{count}} s ago",
		minutesAgo_one: "{{count}} min ago",
		minutesAgo_other: "{{count}} min ago",
		hoursAgo_one: "{{count}} h ago",
		hoursAgo_other: "{{count}} h ago",
		daysAgo_one: "{{count}} day ago",
		daysAgo_other: "{{count}} days ago",
		backwards: "The end is before the start.",
	},
	/** Of an alert, wherever it is marked. */
	alert: {
		state: {
			firing: "firing",
			recovering: "recovering",
			pending: "pending",
			noData: "no data",
			error: "cannot be evaluated",
			ok: "ok",
			silenced: "silenced",
			off: "off",
		},
		firingCount_one: "Alerts, {{count}} firing",
		firingCount_other: "Alerts, {{count}} firing",
		of: "{{state}}: {{name}}",
	},
	/** What every list says, whatever it lists. */
	list: {
		sort: "sort",
		quickFilters: "Quick filters",
		took: "{{value}} ms",
		loadingMore: "Loading more",
		neverAction: "Connect a service",
		rangeAction: "Go to {{when}}",
		query: "Query",
		run: "Run",
		clear: "Clear the query",
		notRun: "↵ to run",
	},
} as const;

/** All English texts. */
export type English = typeof en & {
	readonly alertSetup: typeof alertSetupEn;
	readonly alerts: typeof alertsEn;
	readonly charts: typeof chartsEn;
	readonly coach: typeof coachEn;
	readonly file: typeof fileEn;
	readonly compare: typeof compareEn;
	readonly find: typeof findEn;
	readonly errors: typeof errorsEn;
	readonly firstRun: typeof firstRunEn;
	readonly banners: typeof bannersEn;
	readonly keys: typeof keysEn;
	readonly logs: typeof logsEn;
	readonly settings: typeof settingsEn;
	readonly map: typeof mapEn;
	readonly measures: typeof measuresEn;
	readonly metrics: typeof metricsEn;
	readonly overview: typeof overviewEn;
	readonly palette: typeof paletteEn;
	readonly picker: typeof pickerEn;
	readonly query: typeof queryEn;
	readonly service: typeof serviceEn;
	readonly services: typeof servicesEn;
	readonly status: typeof statusEn;
	readonly trace: typeof traceEn;
	readonly traces: typeof tracesEn;
	readonly views: typeof viewsEn;
};
