import { Dialog } from "@base-ui/react/dialog";
import { useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { noteRecent, useRecents } from "../../state/recents.ts";
import { focusAfterDialog } from "../../ui/focus-return.ts";
import { Kbd } from "../../ui/Kbd.tsx";
import type { EarlyKeys } from "./early-keys.ts";
import type { PaletteItem } from "./items.ts";
import { paletteMode } from "./mode.ts";
import styles from "./Palette.module.css";
import { optionId, PaletteList } from "./PaletteList.tsx";
import { paletteRows, usesOf } from "./palette-rows.ts";
import { usePaletteItems } from "./use-palette-items.ts";

export interface PaletteProps {
	readonly onClose: () => void;
	readonly onShortcuts: () => void;
	/** What was typed before the field had the focus; it collects no more from then on. */
	readonly takeEarlyKeys: () => EarlyKeys;
}

/** One field that finds pages, services, traces, queries, commands and times; the first character may say which. */
export function Palette({ onClose, onShortcuts, takeEarlyKeys }: PaletteProps): ReactElement {
	const { t } = useTranslation();
	const { history } = useRouter();
	const [text, setText] = useState("");
	const [chosen, setChosen] = useState<string | undefined>(undefined);
	const field = useRef<HTMLInputElement>(null);
	const { mode, needle } = paletteMode(text);
	const items = usePaletteItems(mode, needle, onShortcuts);
	const uses = usesOf(useRecents(), Date.now());
	const rows = paletteRows({ mode, needle, items, uses });
	// by id, not by place: rows that arrive later must not slip under the reader's Enter
	const kept = rows.findIndex(({ item }) => item.id === chosen);
	const active = kept >= 0 ? kept : rows.length === 0 ? -1 : 0;
	const point = (index: number): void => setChosen(rows[index]?.item.id);
	useEffect(() => {
		document.getElementById(optionId(active))?.scrollIntoView({ block: "nearest" });
	}, [active]);

	const type = (next: string): void => {
		setText(next);
		setChosen(undefined);
	};
	const choose = (item: PaletteItem | undefined, inNewTab: boolean): void => {
		if (item === undefined) return;
		if (item.types !== undefined) {
			type(item.types);
			return;
		}
		noteUse(item, text);
		if (inNewTab && item.href !== undefined) {
			window.open(item.href, "_blank", "noopener");
			return;
		}
		onClose();
		if (item.href === undefined) item.run?.();
		else history.push(item.href);
	};
	const [enters, setEnters] = useState(false);
	const onFocus = (): void => {
		const early = takeEarlyKeys();
		if (early.text !== "") type(early.text);
		setEnters(early.enter);
	};
	useEffect(() => {
		if (!enters || active < 0) return;
		setEnters(false);
		choose(rows[active]?.item, false);
	});
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.nativeEvent.isComposing) return;
		const isChord = event.ctrlKey || event.metaKey;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step !== undefined) point((active + step + rows.length) % Math.max(1, rows.length));
		else if (event.key === "Enter") choose(rows[active]?.item, isChord);
		else if (isChord && event.key.toLowerCase() === "k") onClose();
		else return;
		event.preventDefault();
	};
	return (
		<Dialog.Root open onOpenChange={(open) => !open && onClose()}>
			<Dialog.Portal>
				<Dialog.Backdrop className={styles.backdrop} />
				<Dialog.Popup className={styles.palette} aria-label={t("palette.title")} initialFocus={field} finalFocus={focusAfterDialog}>
					<label className={styles.field}>
						<Search size={16} strokeWidth={1.5} aria-hidden />
						<input
							ref={field}
							role="combobox"
							aria-label={t("palette.title")}
							aria-expanded
							aria-controls="palette-list"
							aria-activedescendant={active < 0 ? undefined : optionId(active)}
							aria-autocomplete="list"
							value={text}
							onChange={(event) => type(event.target.value)}
							onKeyDown={onKeyDown}
							onFocus={onFocus}
							placeholder={t("palette.placeholder")}
							autoComplete="off"
							autoCapitalize="off"
							spellCheck={false}
						/>
					</label>
					<PaletteList rows={rows} active={active} grouped={text.trim().length < 2} onPoint={point} onChoose={choose} />
					<Foot />
				</Dialog.Popup>
			</Dialog.Portal>
		</Dialog.Root>
	);
}

function noteUse(item: PaletteItem, text: string): void {
	if (item.kind === "query") noteRecent("queries", item.id.slice(item.id.indexOf(" ") + 1));
	else if (item.kind === "time") noteRecent("items", item.id, text);
	else if (item.kind !== "trace" && item.kind !== "help") noteRecent("items", item.id);
}

function Foot(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.foot} aria-hidden>
			<span>
				<Kbd keys="↵" /> {t("palette.enter")}
			</span>
			<span>
				<Kbd keys="Ctrl ↵" chord /> {t("palette.newTab")}
			</span>
			<span>
				<Kbd keys="Esc" /> {t("palette.esc")}
			</span>
			<span className={styles.modes}>
				<Kbd keys=">" /> {t("palette.commands")} <Kbd keys=":" /> {t("palette.queries")} <Kbd keys="#" /> ID <Kbd keys="@" />{" "}
				{t("palette.times")} <Kbd keys="?" /> {t("palette.help")}
			</span>
		</div>
	);
}
