import type { SpanJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import type { SpanTab } from "../../../state/url/trace.ts";
import { EventsTab } from "./EventsTab.tsx";
import { LinksTab } from "./LinksTab.tsx";
import { LogsTab } from "./LogsTab.tsx";
import { RawTab } from "./RawTab.tsx";
import type { SpanDrawerProps } from "./SpanDrawer.tsx";

export interface TabProps extends Pick<SpanDrawerProps, "model" | "row" | "logs" | "view"> {
	readonly span: SpanJson;
	readonly all: readonly SpanJson[];
}

/** The tabs that a drawer does not open with: fetched when one of them is chosen. */
export function OtherTab({ tab, all, ...props }: TabProps & { readonly tab: Exclude<SpanTab, "summary" | "attributes"> }): ReactElement {
	switch (tab) {
		case "logs":
			return <LogsTab {...props} />;
		case "events":
			return <EventsTab {...props} />;
		case "links":
			return <LinksTab span={props.span} />;
		case "raw":
			return <RawTab all={all} />;
	}
}
