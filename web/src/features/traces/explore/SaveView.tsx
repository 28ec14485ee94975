import { Star } from "lucide-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSaveView } from "../../../api/saved-views.ts";
import { stringifySearch } from "../../../state/url.ts";
import { useSearchValues } from "../../../state/use-search.ts";
import { Button } from "../../../ui/Button.tsx";
import { Popover } from "../../../ui/Popover.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import styles from "./Explore.module.css";

/** Keeps the page's address under a name, for everybody who uses this collector. */
export function SaveView(): ReactElement {
	const { t } = useTranslation();
	const [isOpen, setOpen] = useState(false);
	const trigger = (
		<Button look="bordered" className={styles.save}>
			<Star size={14} strokeWidth={1.5} aria-hidden />
			{t("traces.save")}
		</Button>
	);
	return (
		<Popover trigger={trigger} open={isOpen} onOpenChange={setOpen} label={t("find.saveTitle")}>
			<SaveForm onDone={() => setOpen(false)} />
		</Popover>
	);
}

const NAME_CHARACTERS = 120;

function SaveForm({ onDone }: { readonly onDone: () => void }): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const [name, setName] = useState(typeof values.q === "string" ? values.q : "");
	const save = useSaveView();
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		const trimmed = name.trim();
		if (trimmed === "" || save.isPending) return;
		save.mutate(
			{ name: trimmed, path: `/traces${stringifySearch(values)}` },
			{
				onSuccess: () => {
					showToast(t("find.saved", { name: trimmed }), t("find.savedHint"));
					onDone();
				},
			},
		);
	};
	return (
		<form className={styles.saveForm} onSubmit={submit}>
			<h2>{t("find.saveTitle")}</h2>
			<label>
				<span>{t("find.saveName")}</span>
				<input
					value={name}
					maxLength={NAME_CHARACTERS}
					autoComplete="off"
					onChange={(event) => setName(event.target.value)}
					onFocus={(event) => event.target.select()}
				/>
			</label>
			<Button look="primary" type="submit" disabled={name.trim() === "" || save.isPending}>
				{t("find.saveAction")}
			</Button>
			{save.error === null ? null : <p role="alert">{t("find.saveFailed", { reason: save.error.message })}</p>}
		</form>
	);
}
