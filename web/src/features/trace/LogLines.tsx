import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Braces } from "lucide-react";
import { type ReactElement, type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ViewStore } from "../../charts/view-store.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { useKeys } from "../../ui/keys.ts";
import { LogLevel } from "../../ui/LogLevel.tsx";
import { LogText } from "../../ui/LogText.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import styles from "./LogsView.module.css";

/** A line of the list: a log record or an event of a span. */
export interface LogLine {
	readonly key: string;
	/** Row of its span, -1 for none of this trace. */
	readonly row: number;
	readonly nanos: number;
	readonly clock: string;
	/** Undefined for an event. */
	readonly severity: Pick<LogRecordJson, "severityNumber" | "severityText"> | undefined;
	readonly service: string;
	readonly color: number;
	readonly body: string;
	readonly rest: string;
	/** Undefined for an event, which is copied with its span. */
	readonly copied: { readonly line: string; readonly json: LogRecordJson } | undefined;
}

export interface LogLinesProps {
	readonly lines: readonly LogLine[];
	readonly selected: number | undefined;
	readonly onSelect: (node: number) => void;
	readonly view: ViewStore;
}

const ROW_PX = 28;
/** On a phone what was said has a line of its own. */
const TALL_ROW_PX = 52;
const JSON_ICON = <Braces size={14} strokeWidth={1.5} aria-hidden />;

/** The lines, only those in view. `j` and `k` go from line to line; focus and hover show the instant on the minimap. */
export function LogLines({ lines, selected, onSelect, view }: LogLinesProps): ReactElement {
	const { t } = useTranslation();
	const scroll = useRef<HTMLDivElement>(null);
	const rowPx = useMedia(PHONE) ? TALL_ROW_PX : ROW_PX;
	useEffect(() => () => view.point({ instant: undefined }), [view]);
	const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 10 });
	useEffect(() => {
		if (rowPx > 0) virtual.measure();
	}, [rowPx, virtual]);
	const step = useLineSteps(scroll, lines.length, (index) => virtual.scrollToIndex(index));
	useKeys({ j: () => step(1), k: () => step(-1) });
	return (
		<section ref={scroll} className={styles.scroll} aria-label={t("trace.logsTable")}>
			<ol style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map((item) => {
					const line = lines[item.index];
					if (line === undefined) return null;
					const pointed = (instant: number | undefined) => () => view.point({ instant });
					return (
						<li key={line.key} style={{ transform: `translateY(${item.start}px)`, height: rowPx }}>
							<button
								type="button"
								className={styles.line}
								data-line={item.index}
								aria-current={line.row >= 0 && line.row === selected}
								onClick={() => (line.row >= 0 ? onSelect(line.row) : undefined)}
								onPointerEnter={pointed(line.nanos)}
								onPointerLeave={pointed(undefined)}
								onFocus={pointed(line.nanos)}
								onBlur={pointed(undefined)}
							>
								<LineParts line={line} />
							</button>
							{line.copied === undefined ? null : (
								<span className={styles.tools}>
									<CopyButton text={line.copied.line} label={t("trace.copyLog")} />
									<CopyButton text={JSON.stringify(line.copied.json, null, 2)} label={t("trace.copyLogJson")} icon={JSON_ICON} />
								</span>
							)}
						</li>
					);
				})}
			</ol>
		</section>
	);
}

function LineParts({ line }: { readonly line: LogLine }): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			<span className={styles.offset}>{`+${textOf(formatDuration(Math.max(line.nanos, 0)))}`}</span>
			<time>{line.clock}</time>
			<span className={styles.service}>
				<ServiceDot color={line.color} />
				<span>{line.service}</span>
			</span>
			{line.severity === undefined ? <span className={styles.event}>{t("trace.event")}</span> : <LogLevel of={line.severity} />}
			<span className={styles.body}>
				<LogText text={line.body} /> <i>{line.rest}</i>
			</span>
		</>
	);
}

/** Moves the focus by lines, from the focused one or else the first. */
function useLineSteps(scroll: RefObject<HTMLDivElement | null>, count: number, show: (index: number) => void): (by: 1 | -1) => void {
	return (by) => {
		const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.line : undefined;
		const next = focused === undefined ? 0 : Math.min(Math.max(Number(focused) + by, 0), count - 1);
		show(next);
		const focus = (): void => scroll.current?.querySelector<HTMLElement>(`[data-line="${next}"]`)?.focus();
		focus();
		requestAnimationFrame(focus);
	};
}
