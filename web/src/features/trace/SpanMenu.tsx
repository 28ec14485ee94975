import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client.ts";
import type { ViewStore } from "../../charts/view-store.ts";
import { fitWindow } from "../../geometry/time-scale.ts";
import { nodeName, nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import type { TraceUrl } from "../../state/url/trace.ts";
import { copyText } from "../../ui/CopyButton.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { MenuAction, MenuSeparator } from "../../ui/Menu.tsx";
import { PointMenu } from "../../ui/PointMenu.tsx";
import { showToast } from "../../ui/Toast.tsx";
import { toggleFold } from "./fold.ts";
import { rangeAround } from "./span-queries.ts";
import type { SetTraceUrl } from "./TraceScreen.tsx";

export interface MenuPlace {
	readonly node: number;
	readonly x: number;
	readonly y: number;
}

export interface SpanMenuProps {
	readonly model: TraceModel;
	readonly url: TraceUrl;
	readonly folded: ReadonlySet<number>;
	readonly view: ViewStore;
	readonly setUrl: SetTraceUrl;
	readonly at: MenuPlace;
	readonly onClose: () => void;
}

/** What can be done with a span where it is drawn. */
export function SpanMenu({ model, url, folded, view, setUrl, at, onClose }: SpanMenuProps): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const { skeleton, tree } = model;
	const { node } = at;
	const service = nodeService(model, node);
	const spanId = node < tree.spanCount ? spanIdAt(skeleton.spanIds, node) : undefined;
	const hasChildren = tree.childStart[node] !== tree.childStart[node + 1];
	const others = skeleton.services.filter((name) => name !== service);
	const copy = async (text: string): Promise<void> => showToast(t((await copyText(text)) ? "trace.copied" : "shell.shareFailed"));
	const copyOtlp = async (): Promise<void> => {
		const response = await fetch(apiUrl("traceOtlp", { path: { traceId: skeleton.traceId } }));
		await copy(await response.text());
	};
	const startMs = Number(skeleton.startTime / 1_000_000n) + (tree.start[node] ?? 0) / 1e6;
	const link = new URL(window.location.href);
	if (spanId !== undefined) link.searchParams.set("span", spanId);
	return (
		<PointMenu at={at} label={nodeName(model, node)} onClose={onClose}>
			<MenuAction end={<Kbd keys="f" />} onClick={() => view.glide(fitWindow(tree.start[node] ?? 0, tree.end[node] ?? 0))}>
				{t("views.menuFit")}
			</MenuAction>
			<MenuAction end={<Kbd keys="m" />} onClick={() => view.point({ range: { from: tree.start[node] ?? 0, to: tree.end[node] ?? 0 } })}>
				{t("views.menuMeasure")}
			</MenuAction>
			{hasChildren ? (
				<MenuAction end={<Kbd keys="[" />} onClick={() => setUrl({ folded: toggleFold(model, folded, node) }, "replace")}>
					{t(folded.has(node) ? "views.menuOpen" : "views.menuFold")}
				</MenuAction>
			) : null}
			{spanId === undefined ? null : (
				<>
					<MenuAction end={<Kbd keys="h" />} onClick={() => setUrl({ hidden: [...url.hidden, service] })}>
						{t("views.menuHide", { service })}
					</MenuAction>
					<MenuAction end={<Kbd keys="H" />} onClick={() => setUrl({ hidden: others })}>
						{t("views.menuOnly", { service })}
					</MenuAction>
					<MenuAction onClick={() => setUrl({ span: spanId, view: "flame", mode: "sandwich" })}>{t("views.menuSandwich")}</MenuAction>
					<MenuSeparator />
					<MenuAction onClick={() => void copy(spanId)}>{t("views.menuCopyId")}</MenuAction>
					<MenuAction onClick={() => void copy(link.toString())}>{t("views.menuCopyLink")}</MenuAction>
					<MenuAction onClick={() => void copyOtlp()}>{t("views.menuCopyOtlp")}</MenuAction>
					<MenuSeparator />
					<MenuAction
						onClick={() => void navigate({ to: "/compare", search: { a: skeleton.traceId, b: "median:", span: spanId } as never })}
					>
						{t("views.menuCompare")}
					</MenuAction>
					<MenuAction
						onClick={() =>
							void navigate({ to: "/services/$name", params: { name: service }, search: rangeAround(startMs, Date.now()) as never })
						}
					>
						{t("views.menuService", { service })}
					</MenuAction>
				</>
			)}
		</PointMenu>
	);
}
