import { ChevronDown } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceUrl } from "../../state/url/trace.ts";
import { Button } from "../../ui/Button.tsx";
import { OnDemand } from "../../ui/OnDemand.tsx";
import { COLOR_TEXTS, MODE_TEXTS } from "./flame-names.ts";
import type { SetTraceUrl } from "./TraceScreen.tsx";
import styles from "./TraceTools.module.css";

const load = () => import("./FlameMenus.tsx");
const ModeMenu = lazy(async () => ({ default: (await load()).ModeMenu }));
const ColorMenu = lazy(async () => ({ default: (await load()).ColorMenu }));

/** Mode of the flame and what its colours stand for. */
export function FlameChoices({ url, setUrl }: { readonly url: TraceUrl; readonly setUrl: SetTraceUrl }): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState<"mode" | "color" | undefined>(undefined);
	const frame = (which: "mode" | "color", name: string, value: string) => ({
		trigger: (
			<Button className={styles.choice}>
				{name} <b>{value}</b>
				<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
			</Button>
		),
		open: open === which,
		onOpenChange: (next: boolean) => setOpen(next ? which : undefined),
	});
	const mode = frame("mode", t("trace.mode"), t(MODE_TEXTS[url.mode]));
	const color = frame("color", t("trace.color"), t(COLOR_TEXTS[url.color]));
	return (
		<>
			{url.view === "flame" ? (
				<OnDemand {...mode} kind="menu" preload={() => void load()}>
					<ModeMenu {...mode} url={url} setUrl={setUrl} />
				</OnDemand>
			) : null}
			<OnDemand {...color} kind="menu" preload={() => void load()}>
				<ColorMenu {...color} url={url} setUrl={setUrl} />
			</OnDemand>
		</>
	);
}
