import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";

export function LogsPage(): ReactElement {
	const { t } = useTranslation();
	useEffect(() => {
		document.title = `${t("logs.title")} · Spanglass`;
	}, [t]);
	return <p>{t("logs.title")}</p>;
}
