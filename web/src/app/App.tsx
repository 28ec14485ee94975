import { CSPProvider } from "@base-ui/react/csp-provider";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { showLanguage } from "../i18n/i18n.ts";
import { followPrefs, usePrefs } from "../state/prefs.ts";
import { setCharacterKeys } from "../ui/keys.ts";
import { TooltipGroup } from "../ui/Tooltip.tsx";
import type { createPageRouter } from "./router.tsx";

/** The whole page around a router and a cache. */
export function App({
	router,
	client,
}: {
	readonly router: ReturnType<typeof createPageRouter>;
	readonly client: QueryClient;
}): ReactElement {
	const { language, singleKeys } = usePrefs();
	useEffect(followPrefs, []);
	useEffect(() => void showLanguage(language), [language]);
	useEffect(() => setCharacterKeys(singleKeys), [singleKeys]);
	return (
		<CSPProvider disableStyleElements>
			<QueryClientProvider client={client}>
				<TooltipGroup>
					<RouterProvider router={router} />
				</TooltipGroup>
			</QueryClientProvider>
		</CSPProvider>
	);
}
