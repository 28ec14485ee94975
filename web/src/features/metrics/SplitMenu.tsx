import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import type { SplitProps } from "./SplitButton.tsx";

export interface SplitMenuProps extends SplitProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

/** The attribute keys of the metric's series, most useful first, each with the number of its values. */
export function SplitMenu({ by, keys, onBy, ...menu }: SplitMenuProps): ReactElement {
	const { t } = useTranslation();
	const known = by === undefined || keys.some(({ key }) => key === by) ? keys : [{ key: by, valueCount: 0 }, ...keys];
	const options = known.map(({ key, valueCount }) => ({
		value: key,
		label: key,
		...(valueCount === 0 ? {} : { end: t("metrics.splitValues", { count: valueCount }) }),
	}));
	return (
		<Menu {...menu}>
			<MenuChoices
				label={t("metrics.splitBy")}
				value={by ?? ""}
				onChange={(key: string) => onBy(key === "" ? undefined : key)}
				options={[{ value: "", label: t("metrics.splitNone") }, ...options]}
			/>
		</Menu>
	);
}
