import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";

export function ServicesPage(): ReactElement {
	const { t } = useTranslation();
	useEffect(() => {
		document.title = `${t("services.title")} · Spanglass`;
	}, [t]);
	return <p>{t("services.title")}</p>;
}
