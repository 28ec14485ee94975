import "./dom.ts";
import { createMemoryHistory } from "@tanstack/react-router";
import { configure, render } from "@testing-library/react";
import i18next from "i18next";
import { createLive, type EventStream } from "../api/live.ts";
import { createQueryClient } from "../api/query-client.ts";
import { LiveContext } from "../api/use-live.ts";
import { App } from "../app/App.tsx";
import { createPageRouter } from "../app/router.tsx";
import { startI18n } from "../i18n/i18n.ts";
import { allEnglish } from "./all-texts.ts";

/** Pages load their code when first shown; on a busy machine that takes longer than the library's second. */
configure({ asyncUtilTimeout: 10_000 });

/** The page's event stream in a test: what was opened, and a way to send. */
export interface FakeStream {
	readonly urls: readonly string[];
	readonly send: (topic: string, data: unknown) => void;
	readonly open: () => void;
}

/** A live client whose stream the test drives. */
function fakeLive() {
	const urls: string[] = [];
	let listeners: Record<string, (event: { readonly data?: string }) => void> = {};
	const live = createLive((url): EventStream => {
		urls.push(url);
		listeners = {};
		return {
			addEventListener: (type, listener) => {
				listeners[type] = listener;
			},
			close: () => undefined,
			readyState: 0,
		};
	});
	const stream: FakeStream = {
		urls,
		send: (topic, data) => listeners[topic]?.({ data: JSON.stringify(data) }),
		open: () => listeners.open?.({}),
	};
	return { live, stream };
}

/** Render the whole page at an address, in English, against a fake API. */
export function renderPage(path: string) {
	void startI18n("en");
	i18next.addResourceBundle("en", "translation", allEnglish, true, true);
	const { live, stream } = fakeLive();
	const router = createPageRouter(createMemoryHistory({ initialEntries: [path] }));
	const client = createQueryClient();
	const screen = render(
		<LiveContext value={live}>
			<App router={router} client={client} />
		</LiveContext>,
	);
	return { ...screen, router, stream };
}
