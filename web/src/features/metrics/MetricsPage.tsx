import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";

export function MetricsPage(): ReactElement {
	const { t } = useTranslation();
	useEffect(() => {
		document.title = `${t("metrics.title")} · Spanglass`;
	}, [t]);
	return <p>{t("metrics.title")}</p>;
}
