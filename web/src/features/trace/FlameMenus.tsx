import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { FLAME_COLORS, FLAME_MODES, type TraceUrl } from "../../state/url/trace.ts";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import { COLOR_TEXTS, MODE_TEXTS } from "./flame-names.ts";
import type { SetTraceUrl } from "./TraceScreen.tsx";

interface MenuFrame {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly url: TraceUrl;
	readonly setUrl: SetTraceUrl;
}

/** What x and y of the flame are. */
export function ModeMenu({ url, setUrl, ...frame }: MenuFrame): ReactElement {
	const { t } = useTranslation();
	return (
		<Menu {...frame}>
			<MenuChoices
				value={url.mode}
				onChange={(mode) => setUrl({ mode })}
				options={FLAME_MODES.map((value) => ({ value, label: t(MODE_TEXTS[value]) }))}
			/>
		</Menu>
	);
}

/** What colours of bars stand for. */
export function ColorMenu({ url, setUrl, ...frame }: MenuFrame): ReactElement {
	const { t } = useTranslation();
	return (
		<Menu {...frame}>
			<MenuChoices
				value={url.color}
				onChange={(color) => setUrl({ color })}
				options={FLAME_COLORS.map((value) => ({ value, label: t(COLOR_TEXTS[value]) }))}
			/>
		</Menu>
	);
}
