import { chartsEn } from "../i18n/charts-en.ts";
import { coachEn } from "../i18n/coach-en.ts";
import { type English, en } from "../i18n/en.ts";
import { firstRunEn } from "../i18n/first-run-en.ts";
import { keysEn } from "../i18n/keys-en.ts";
import { logsEn } from "../i18n/logs-en.ts";
import { metricsEn } from "../i18n/metrics-en.ts";
import { paletteEn } from "../i18n/palette-en.ts";
import { servicesEn } from "../i18n/services-en.ts";
import { statusEn } from "../i18n/status-en.ts";
import { traceEn } from "../i18n/trace-en.ts";

/** Every English text, which a test has from the start. */
export const allEnglish: English = {
	...en,
	charts: chartsEn,
	coach: coachEn,
	firstRun: firstRunEn,
	keys: keysEn,
	logs: logsEn,
	metrics: metricsEn,
	palette: paletteEn,
	services: servicesEn,
	status: statusEn,
	trace: traceEn,
};
