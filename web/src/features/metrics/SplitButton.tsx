import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { ChevronDown } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { useKeys } from "../../ui/keys.ts";
import { OnDemand } from "../../ui/OnDemand.tsx";
import styles from "./MetricPanel.module.css";

const loadSplitMenu = async () => ({ default: (await import("./SplitMenu.tsx")).SplitMenu });
const SplitMenu = lazy(loadSplitMenu);

export interface SplitProps {
	readonly by: string | undefined;
	readonly keys: MetricChartJson["keys"];
	readonly onBy: (by: string | undefined) => void;
}

/** By which attribute the lines are split; `s` opens the choices. */
export function SplitButton(props: SplitProps): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	useKeys({ s: () => setOpen(true) });
	const trigger = (
		<Button look="bordered" className={styles.split}>
			{t("metrics.splitBy")} <b>{props.by ?? t("metrics.splitNone")}</b>
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadSplitMenu()}>
			<SplitMenu trigger={trigger} open={open} onOpenChange={setOpen} {...props} />
		</OnDemand>
	);
}
