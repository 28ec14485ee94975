import { ChevronDown } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEnvironment } from "../state/use-environment.ts";
import { Button } from "../ui/Button.tsx";
import { useKeys } from "../ui/keys.ts";
import { OnDemand } from "../ui/OnDemand.tsx";
import styles from "./Header.module.css";

const loadMenu = async () => ({ default: (await import("./EnvironmentMenu.tsx")).EnvironmentMenu });
const EnvironmentMenu = lazy(loadMenu);

/** Which environment the page shows. */
export function EnvironmentControl(): ReactElement {
	const { t } = useTranslation();
	const environment = useEnvironment();
	const [open, setOpen] = useState(false);
	useKeys({ "; e": () => setOpen(true) });
	const trigger = (
		<Button look="bordered" className={styles.environment} data-keys="; e" data-on={environment !== undefined}>
			<span className={styles.dim}>{t("env.name")}</span>
			<b>{environment ?? t("env.all")}</b>
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadMenu()}>
			<EnvironmentMenu trigger={trigger} open={open} onOpenChange={setOpen} />
		</OnDemand>
	);
}
