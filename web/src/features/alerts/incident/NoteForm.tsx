import { type FormEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePrefs } from "../../../state/prefs.ts";
import { Button } from "../../../ui/Button.tsx";
import styles from "./IncidentPage.module.css";

export interface NoteFormProps {
	readonly isBusy: boolean;
	readonly error: Error | null;
	readonly onAdd: (text: string, by: string) => void;
}

/** A note for the timeline, and who writes it; the name is remembered. */
export function NoteForm({ isBusy, error, onAdd }: NoteFormProps): ReactElement {
	const { t } = useTranslation();
	const { name } = usePrefs();
	const [text, setText] = useState("");
	const [by, setBy] = useState(name);
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (text.trim() !== "") onAdd(text.trim(), by.trim());
	};
	return (
		<form className={styles.noteForm} onSubmit={submit}>
			<label>
				{t("alerts.incident.noteText")}
				<textarea
					value={text}
					maxLength={4_000}
					rows={4}
					placeholder={t("alerts.incident.notePlaceholder")}
					onChange={(event) => setText(event.target.value)}
				/>
			</label>
			<label>
				{t("alerts.incident.yourName")}
				<input value={by} maxLength={200} onChange={(event) => setBy(event.target.value)} />
			</label>
			{error === null ? null : <p role="alert">{error.message}</p>}
			<Button type="submit" look="primary" disabled={isBusy || text.trim() === ""}>
				{t("alerts.incident.addNote")}
			</Button>
		</form>
	);
}
