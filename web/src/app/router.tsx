import {
	createRootRoute,
	createRoute,
	createRouter,
	Link,
	lazyRouteComponent,
	notFound,
	type RouterHistory,
	redirect,
} from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { withTexts } from "../i18n/i18n.ts";
import { currentPrefs } from "../state/prefs.ts";
import { traceIdFromText } from "../state/trace-reference.ts";
import { parseSearch, stringifySearch } from "../state/url.ts";
import { withRememberedEnvironment } from "../state/use-environment.ts";
import button from "../ui/Button.module.css";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorPanel } from "../ui/ErrorPanel.tsx";
import { HomePage } from "./HomePage.tsx";
import { pageAt } from "./pages.ts";
import { Shell } from "./Shell.tsx";

const rootRoute = createRootRoute({
	beforeLoad: ({ location }) => {
		if (pageAt(location.pathname)?.hasRange !== true) return;
		const search = withRememberedEnvironment(location.search, currentPrefs().environment);
		if (search !== undefined) throw redirect({ to: location.pathname, search: search as never, replace: true });
	},
	component: Shell,
	notFoundComponent: NotFound,
});

const routes = [
	createRoute({ getParentRoute: () => rootRoute, path: "/", component: HomePage }),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/traces",
		component: lazyRouteComponent(
			withTexts(() => import("../features/traces/TracesPage.tsx"), "traces"),
			"TracesPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/t/$traceId",
		beforeLoad: ({ params, location }) => {
			const traceId = traceIdFromText(params.traceId);
			if (traceId === undefined) throw notFound();
			if (traceId === params.traceId) return;
			throw redirect({ to: "/t/$traceId", params: { traceId }, search: location.search as never, replace: true });
		},
		component: lazyRouteComponent(
			withTexts(() => import("../features/trace/TracePage.tsx"), "trace"),
			"TracePage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/file",
		component: lazyRouteComponent(
			withTexts(() => import("../features/trace/local/FilePage.tsx"), "file", "trace", "measures"),
			"FilePage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/compare",
		component: lazyRouteComponent(
			withTexts(() => import("../features/compare/ComparePage.tsx"), "compare", "trace"),
			"ComparePage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/services",
		component: lazyRouteComponent(
			withTexts(() => import("../features/services/ServicesPage.tsx"), "services"),
			"ServicesPage",
		),
	}),
	...["/services/$name", "/services/$name/$tab"].map((path) =>
		createRoute({
			getParentRoute: () => rootRoute,
			path,
			component: lazyRouteComponent(
				withTexts(() => import("../features/service/ServicePage.tsx"), "service", "measures", "charts"),
				"ServicePage",
			),
		}),
	),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/map",
		component: lazyRouteComponent(
			withTexts(() => import("../features/map/MapPage.tsx"), "map", "measures", "charts"),
			"MapPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/logs",
		component: lazyRouteComponent(
			withTexts(() => import("../features/logs/LogsPage.tsx"), "logs", "charts", "query"),
			"LogsPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/metrics",
		component: lazyRouteComponent(
			withTexts(() => import("../features/metrics/MetricsPage.tsx"), "metrics", "charts", "query"),
			"MetricsPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/errors",
		component: lazyRouteComponent(
			withTexts(() => import("../features/errors/ErrorsPage.tsx"), "errors", "charts"),
			"ErrorsPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/alerts",
		component: lazyRouteComponent(
			withTexts(() => import("../features/alerts/AlertsPage.tsx"), "alerts"),
			"AlertsPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/alerts/i/$incidentId",
		component: lazyRouteComponent(
			withTexts(() => import("../features/alerts/incident/IncidentPage.tsx"), "alerts", "charts"),
			"IncidentPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/alerts/rules/$ruleId",
		component: lazyRouteComponent(
			withTexts(() => import("../features/alerts/rule/RulePage.tsx"), "alerts", "alertSetup", "charts"),
			"RulePage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/alerts/silences",
		component: lazyRouteComponent(
			withTexts(() => import("../features/alerts/setup/SilencesPage.tsx"), "alerts", "alertSetup"),
			"SilencesPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/alerts/receivers",
		component: lazyRouteComponent(
			withTexts(() => import("../features/alerts/setup/ReceiversPage.tsx"), "alerts", "alertSetup"),
			"ReceiversPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/status",
		component: lazyRouteComponent(
			withTexts(() => import("../features/status/StatusPage.tsx"), "status"),
			"StatusPage",
		),
	}),
	createRoute({
		getParentRoute: () => rootRoute,
		path: "/connect",
		component: lazyRouteComponent(
			withTexts(() => import("../features/first-run/FirstRunPage.tsx"), "firstRun"),
			"FirstRunPage",
		),
	}),
];

/** The pages by path. Pages with an environment take the remembered one into their address. A trace id in any spelling is rewritten to its canonical one; links load their page's code when hovered. */
export function createPageRouter(history?: RouterHistory) {
	return createRouter({
		routeTree: rootRoute.addChildren(routes),
		parseSearch,
		stringifySearch: (search) => stringifySearch(search),
		defaultPreload: "intent",
		defaultPreloadDelay: 80,
		defaultPendingMs: 150,
		defaultErrorComponent: ({ error, reset }) => (
			<ErrorPanel error={error instanceof Error ? error : { message: String(error) }} onRetry={reset} />
		),
		...(history === undefined ? {} : { history }),
	});
}

function NotFound(): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("page.notFound")} text={t("page.notFoundText")}>
			<Link to="/traces" className={`${button.button} ${button.bordered}`}>
				{t("page.toTraces")}
			</Link>
		</EmptyState>
	);
}
