import { alertSetupEn } from "../i18n/alert-setup-en.ts";
import { alertSetupZh } from "../i18n/alert-setup-zh.ts";
import { alertsEn } from "../i18n/alerts-en.ts";
import { alertsZh } from "../i18n/alerts-zh.ts";
import { bannersEn } from "../i18n/banners-en.ts";
import { bannersZh } from "../i18n/banners-zh.ts";
import { chartsEn } from "../i18n/charts-en.ts";
import { chartsZh } from "../i18n/charts-zh.ts";
import { coachEn } from "../i18n/coach-en.ts";
import { coachZh } from "../i18n/coach-zh.ts";
import { compareEn } from "../i18n/compare-en.ts";
import { compareZh } from "../i18n/compare-zh.ts";
import { type English, en } from "../i18n/en.ts";
import { errorsEn } from "../i18n/errors-en.ts";
import { errorsZh } from "../i18n/errors-zh.ts";
import { fileEn } from "../i18n/file-en.ts";
import { fileZh } from "../i18n/file-zh.ts";
import { findEn } from "../i18n/find-en.ts";
import { findZh } from "../i18n/find-zh.ts";
import { firstRunEn } from "../i18n/first-run-en.ts";
import { firstRunZh } from "../i18n/first-run-zh.ts";
import { keysEn } from "../i18n/keys-en.ts";
import { keysZh } from "../i18n/keys-zh.ts";
import { logsEn } from "../i18n/logs-en.ts";
import { logsZh } from "../i18n/logs-zh.ts";
import { mapEn } from "../i18n/map-en.ts";
import { mapZh } from "../i18n/map-zh.ts";
import { measuresEn } from "../i18n/measures-en.ts";
import { measuresZh } from "../i18n/measures-zh.ts";
import { metricsEn } from "../i18n/metrics-en.ts";
import { metricsZh } from "../i18n/metrics-zh.ts";
import { overviewEn } from "../i18n/overview-en.ts";
import { overviewZh } from "../i18n/overview-zh.ts";
import { paletteEn } from "../i18n/palette-en.ts";
import { paletteZh } from "../i18n/palette-zh.ts";
import { pickerEn } from "../i18n/picker-en.ts";
import { pickerZh } from "../i18n/picker-zh.ts";
import { queryEn } from "../i18n/query-en.ts";
import { queryZh } from "../i18n/query-zh.ts";
import { serviceEn } from "../i18n/service-en.ts";
import { serviceZh } from "../i18n/service-zh.ts";
import { servicesEn } from "../i18n/services-en.ts";
import { servicesZh } from "../i18n/services-zh.ts";
import { settingsEn } from "../i18n/settings-en.ts";
import { settingsZh } from "../i18n/settings-zh.ts";
import { statusEn } from "../i18n/status-en.ts";
import { statusZh } from "../i18n/status-zh.ts";
import type { Texts } from "../i18n/texts.ts";
import { traceEn } from "../i18n/trace-en.ts";
import { traceZh } from "../i18n/trace-zh.ts";
import { tracesEn } from "../i18n/traces-en.ts";
import { tracesZh } from "../i18n/traces-zh.ts";
import { viewsEn } from "../i18n/views-en.ts";
import { viewsZh } from "../i18n/views-zh.ts";
import { zh } from "../i18n/zh.ts";

/** Every English text, which a test has from the start. */
export const allEnglish: English = {
	...en,
	alertSetup: alertSetupEn,
	alerts: alertsEn,
	banners: bannersEn,
	charts: chartsEn,
	coach: coachEn,
	file: fileEn,
	compare: compareEn,
	find: findEn,
	errors: errorsEn,
	firstRun: firstRunEn,
	keys: keysEn,
	logs: logsEn,
	settings: settingsEn,
	map: mapEn,
	measures: measuresEn,
	metrics: metricsEn,
	overview: overviewEn,
	palette: paletteEn,
	picker: pickerEn,
	query: queryEn,
	service: serviceEn,
	services: servicesEn,
	status: statusEn,
	trace: traceEn,
	traces: tracesEn,
	views: viewsEn,
};

/** Every Chinese text. */
export const allChinese: Texts = {
	...zh,
	alertSetup: alertSetupZh,
	alerts: alertsZh,
	banners: bannersZh,
	charts: chartsZh,
	coach: coachZh,
	file: fileZh,
	compare: compareZh,
	find: findZh,
	errors: errorsZh,
	firstRun: firstRunZh,
	keys: keysZh,
	logs: logsZh,
	settings: settingsZh,
	map: mapZh,
	measures: measuresZh,
	metrics: metricsZh,
	overview: overviewZh,
	palette: paletteZh,
	picker: pickerZh,
	query: queryZh,
	service: serviceZh,
	services: servicesZh,
	status: statusZh,
	trace: traceZh,
	traces: tracesZh,
	views: viewsZh,
};
