import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";

export function StatusPage(): ReactElement {
	const { t } = useTranslation();
	useEffect(() => {
		document.title = `${t("status.title")} · Spanglass`;
	}, [t]);
	return <p>{t("status.title")}</p>;
}
