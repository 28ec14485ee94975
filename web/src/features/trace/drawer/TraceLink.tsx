import { parseTraceId } from "@spanglass/shared/model/ids";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocalTraces } from "../trace-source.ts";

export interface TraceLinkProps {
	readonly traceId: string;
	readonly spanId: string;
	readonly children?: ReactNode;
}

/** A link to a span of another trace; plain where it leads nowhere: its id is none, or its trace is not in the file. */
export function TraceLink({ traceId, spanId, children }: TraceLinkProps): ReactElement {
	const { t } = useTranslation();
	const local = useLocalTraces();
	if (parseTraceId(traceId) === undefined || local?.has(traceId) === false) return <>{children}</>;
	if (local !== undefined) {
		return (
			<Link to="/file" search={{ trace: traceId, span: spanId } as never} title={t("trace.linkOpen")}>
				{children}
			</Link>
		);
	}
	return (
		<Link to="/t/$traceId" params={{ traceId }} search={{ span: spanId } as never} title={t("trace.linkOpen")}>
			{children}
		</Link>
	);
}
