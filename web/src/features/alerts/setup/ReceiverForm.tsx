import type { ReceiverJson } from "@spanglass/shared/api/receiver-schemas";
import { CHANNEL_FIELDS, type ChannelField, COMMON_FIELDS } from "@spanglass/shared/model/channel-fields";
import { CHANNEL_KINDS } from "@spanglass/shared/model/receiver";
import { formatExact } from "@spanglass/shared/units/format";
import { type FormEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteReceiver, useTestReceiver, useWriteReceiver } from "../../../api/alert-setup.ts";
import { currentLanguage } from "../../../i18n/i18n.ts";
import { Button } from "../../../ui/Button.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import form from "./Form.module.css";
import { CheckField, FormField, SelectField } from "./FormField.tsx";
import { draftOf, missingOf, type ReceiverDraft, writeOf } from "./receiver-form.ts";

export interface ReceiverFormProps {
	/** Undefined: a new one. */
	readonly receiver: ReceiverJson | undefined;
	readonly onClose: () => void;
}

/** Whom to tell and how; a test shows what the receiver answers before anything is saved. */
export function ReceiverForm({ receiver, onClose }: ReceiverFormProps): ReactElement {
	const { t } = useTranslation();
	const [draft, setDraft] = useState(() => draftOf(receiver, currentLanguage()));
	const write = useWriteReceiver();
	const change = (changes: Partial<ReceiverDraft>): void => setDraft({ ...draft, ...changes });
	const secretsSet = receiver?.channel === draft.channel ? receiver.secretsSet : [];
	const isWhole = draft.name.trim() !== "" && missingOf(draft, secretsSet).length === 0;
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (!isWhole) return;
		const done = (): void => {
			showToast(t("alertSetup.receivers.saved"), draft.name);
			onClose();
		};
		write.mutate({ id: receiver?.id, version: receiver?.version ?? 0, ...writeOf(draft) }, { onSuccess: done });
	};
	const fields = (list: readonly ChannelField[]): readonly ReactElement[] =>
		list.map((field) => (
			<OptionField
				key={`${draft.channel} ${field.name}`}
				field={field}
				draft={draft}
				isSet={secretsSet.includes(field.name)}
				onDraft={change}
			/>
		));
	return (
		<form className={`${form.form} ${form.panel}`} onSubmit={submit} autoComplete="off">
			<h2 className={form.title}>
				{receiver === undefined ? t("alertSetup.receivers.new") : t("alertSetup.receivers.edit", { name: receiver.name })}
			</h2>
			<div className={form.fields}>
				<FormField label={t("alertSetup.receivers.name")}>
					<input required maxLength={200} value={draft.name} onChange={({ target }) => change({ name: target.value })} />
				</FormField>
				<SelectField
					label={t("alertSetup.receivers.channel")}
					value={draft.channel}
					options={CHANNEL_KINDS.map((value) => ({ value, label: t(`alertSetup.receivers.channels.${value}`) }))}
					onChange={(channel) => change({ channel })}
				/>
				{fields(CHANNEL_FIELDS[draft.channel])}
			</div>
			<div className={form.line}>
				<CheckField
					label={t("alertSetup.receivers.sendResolved")}
					checked={draft.sendResolved}
					onChange={(sendResolved) => change({ sendResolved })}
				/>
				<CheckField label={t("alertSetup.receivers.enabled")} checked={draft.enabled} onChange={(enabled) => change({ enabled })} />
				<SelectField
					label={t("alertSetup.receivers.language")}
					value={draft.language}
					options={[
						{ value: "en", label: "English" },
						{ value: "zh", label: "简体中文" },
					]}
					onChange={(language) => change({ language })}
				/>
			</div>
			<details className={form.more}>
				<summary>{t("alertSetup.receivers.further")}</summary>
				<div className={form.fields}>{fields(COMMON_FIELDS)}</div>
			</details>
			{write.error === null ? null : (
				<p className={form.problem} role="alert">
					{write.error.message}
				</p>
			)}
			<Buttons receiver={receiver} draft={draft} isWhole={isWhole} isBusy={write.isPending} onClose={onClose} />
		</form>
	);
}

interface OptionFieldProps {
	readonly field: ChannelField;
	readonly draft: ReceiverDraft;
	/** Of a secret: it is there already. */
	readonly isSet: boolean;
	readonly onDraft: (changes: Partial<ReceiverDraft>) => void;
}

type FieldName = "url" | "signingKey";

function OptionField({ field, draft, isSet, onDraft }: OptionFieldProps): ReactElement {
	const { t } = useTranslation();
	const { name, type, isSecret, isRequired, example } = field;
	// the table of fields is the registry; a test holds every name of it to a text
	const label = t(`alertSetup.receivers.field.${name as FieldName}`);
	const text = draft.texts[name] ?? "";
	const set = (next: string): void =>
		onDraft({ texts: { ...draft.texts, [name]: next }, cleared: draft.cleared.filter((one) => one !== name) });
	if (type === "switch") return <CheckField label={label} checked={text === "true"} onChange={(on) => set(String(on))} />;
	const isCleared = draft.cleared.includes(name);
	const note =
		isSet && !isCleared
			? t("alertSetup.receivers.secretSet")
			: type === "list" || type === "addresses"
				? t("alertSetup.receivers.listHint")
				: undefined;
	return (
		<FormField label={isRequired ? `${label} (${t("alertSetup.receivers.required")})` : label} note={note} isWide={type === "url"}>
			<input
				type={isSecret ? "password" : type === "number" ? "number" : "text"}
				value={text}
				placeholder={isSet ? "••••••••" : example}
				autoComplete={isSecret ? "new-password" : "off"}
				onChange={({ target }) => set(target.value)}
			/>
			{isSet && !isRequired && !isCleared ? (
				<Button small onClick={() => onDraft({ cleared: [...draft.cleared, name] })}>
					{t("alertSetup.receivers.secretClear")}
				</Button>
			) : null}
		</FormField>
	);
}

interface ButtonsProps {
	readonly receiver: ReceiverJson | undefined;
	readonly draft: ReceiverDraft;
	readonly isWhole: boolean;
	readonly isBusy: boolean;
	readonly onClose: () => void;
}

function Buttons({ receiver, draft, isWhole, isBusy, onClose }: ButtonsProps): ReactElement {
	const { t } = useTranslation();
	const test = useTestReceiver();
	const send = (): void => {
		const { settings, secrets } = writeOf(draft);
		test.mutate({ id: receiver?.id, settings, secrets });
	};
	return (
		<>
			<div className={form.line}>
				<Button type="submit" look="primary" disabled={!isWhole || isBusy}>
					{t("alertSetup.receivers.save")}
				</Button>
				<Button look="bordered" disabled={!isWhole || test.isPending} onClick={send}>
					{t(test.isPending ? "alertSetup.receivers.testing" : "alertSetup.receivers.test")}
				</Button>
				<Button onClick={onClose}>{t("alertSetup.receivers.close")}</Button>
				<span className={form.atEnd}>{receiver === undefined ? null : <DeleteButton receiver={receiver} onDeleted={onClose} />}</span>
			</div>
			<div role="status">
				{test.error === null ? null : <p className={form.problem}>{test.error.message}</p>}
				{test.data === undefined || test.isPending ? null : <TestAnswer answer={test.data} />}
			</div>
		</>
	);
}

function TestAnswer({ answer }: { readonly answer: NonNullable<ReturnType<typeof useTestReceiver>["data"]> }): ReactElement {
	const { t } = useTranslation();
	const { ok, status, body, error, tookMs } = answer;
	const took = formatExact(Math.round(tookMs));
	const good = status === null ? t("alertSetup.receivers.testOkPlain", { took }) : t("alertSetup.receivers.testOk", { status, took });
	return (
		<>
			<p className={ok ? form.good : form.problem}>
				{ok ? good : t("alertSetup.receivers.testFailed", { error: error ?? (status === null ? "" : String(status)) })}
			</p>
			{body === "" ? null : (
				<section className={form.answer} aria-label={t("alertSetup.receivers.answer")}>
					{body}
				</section>
			)}
		</>
	);
}

function DeleteButton({ receiver, onDeleted }: { readonly receiver: ReceiverJson; readonly onDeleted: () => void }): ReactElement {
	const { t } = useTranslation();
	const remove = useDeleteReceiver();
	const [isSure, setSure] = useState(false);
	const onClick = (): void => {
		if (!isSure) {
			setSure(true);
			return;
		}
		remove.mutate(
			{ id: receiver.id, version: receiver.version },
			{
				onSuccess: () => {
					showToast(t("alertSetup.receivers.deleted"));
					onDeleted();
				},
				onError: (error) => showToast(t("common.failed"), error.message),
			},
		);
	};
	return (
		<Button look={isSure ? "bordered" : "plain"} disabled={remove.isPending} onClick={onClick} onBlur={() => setSure(false)}>
			{t(isSure ? "alertSetup.receivers.deleteReally" : "alertSetup.receivers.delete")}
		</Button>
	);
}
