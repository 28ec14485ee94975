import "./app/trusted-types.ts";
import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { App } from "./app/App.tsx";
import { createPageRouter } from "./app/router.tsx";
import { startI18n } from "./i18n/i18n.ts";
import { currentPrefs } from "./state/prefs.ts";

await startI18n(currentPrefs().language);

const root = document.getElementById("root");
if (root !== null) {
	createRoot(root).render(
		<StrictMode>
			<App router={createPageRouter()} client={createQueryClient()} />
		</StrictMode>,
	);
}
