import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CallGraph } from "../../../charts/CallGraph/CallGraph.tsx";
import { boxOf } from "../../../charts/CallGraph/graph-scene.ts";
import type { TraceLook } from "../../../charts/Flame/flame-scene.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import { moveNode } from "../../../geometry/graph-keep.ts";
import { type GraphPlace, layoutGraph } from "../../../geometry/graph-layout.ts";
import type { GraphCursor } from "../../../geometry/graph-walk.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";
import styles from "./SpanTable.module.css";
import { traceCalls, traceScene } from "./trace-graph.ts";

export interface TraceGraphProps {
	readonly model: TraceModel;
	readonly look: TraceLook;
	readonly view: ViewStore;
	readonly select: (node: number) => void;
}

/** Services of this trace and their calls: bold where the critical path runs. A call leads to its longest span. */
export function TraceGraph({ model, look, view, select }: TraceGraphProps): ReactElement {
	const { t } = useTranslation();
	const { skeleton, facts, tree } = model;
	const calls = useMemo(() => traceCalls(model), [model]);
	const scene = useMemo(() => traceScene(model, calls), [model, calls]);
	const laidOut = useMemo(() => layoutGraph({ nodes: scene.nodes.map(boxOf), links: scene.links }), [scene]);
	const [moved, setMoved] = useState<ReadonlyMap<string, GraphPlace>>(new Map());
	const layout = useMemo(() => [...moved].reduce((all, [id, place]) => moveNode(all, id, place), laidOut), [laidOut, moved]);
	const nameOf = (service: string | number): string => skeleton.services[Number(service)] ?? "";
	const describe = (at: GraphCursor): string => {
		if ("node" in at) {
			const share = facts.services.find(({ service }) => String(service) === at.node);
			return t("views.graphNode", {
				service: nameOf(at.node),
				count: share?.spanCount ?? 0,
				self: textOf(formatDuration(share?.selfNanos ?? 0)),
			});
		}
		const call = calls[at.link];
		return call === undefined
			? ""
			: t("views.graphCall", {
					...{ from: nameOf(call.from), to: nameOf(call.to), count: call.count, errors: formatExact(call.errors) },
					...{ sum: textOf(formatDuration(call.sumNanos)), parallel: formatExact(call.parallel) },
				});
	};
	const open = (at: GraphCursor): void => {
		if ("link" in at) {
			const call = calls[at.link];
			if (call !== undefined) select(call.longest);
			return;
		}
		const service = Number(at.node);
		view.point({ service });
		const first = skeleton.service.indexOf(service);
		if (first >= 0) select(first);
	};
	const focus = look.selected === undefined || look.selected >= tree.spanCount ? undefined : String(skeleton.service[look.selected] ?? 0);
	return (
		<div className={styles.graph}>
			<CallGraph
				label={t("views.graphLabel")}
				hint={t("views.graphKeys")}
				scene={scene}
				layout={layout}
				focus={focus}
				near={undefined}
				selection={undefined}
				describe={describe}
				reading={describe}
				onOpen={open}
				onMove={(id, place) => setMoved(new Map([...moved, [id, place]]))}
				turn={0}
				onDeed={() => undefined}
			/>
		</div>
	);
}
