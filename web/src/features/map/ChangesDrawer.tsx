import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { MapLayer } from "../../state/url/map.ts";
import { withValues } from "../../state/url.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { Drawer } from "../../ui/Drawer.tsx";
import { NodeMark } from "../../ui/NodeMark.tsx";
import { type GraphContent, textOfPair } from "./graph-content.ts";
import styles from "./MapDrawer.module.css";
import { largestChanges } from "./map-changes.ts";
import { nameOfNode } from "./map-words.ts";

export interface ChangesDrawerProps {
	readonly content: GraphContent;
	readonly layer: MapLayer;
	readonly onClose: () => void;
}

/** The edges that changed most against what they are compared with, each a way to its numbers. */
export function ChangesDrawer({ content, layer, onClose }: ChangesDrawerProps): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const changes = largestChanges(content.pairs, layer);
	return (
		<Drawer title={t("map.changes")} label={t("map.changes")} closeLabel={t("map.leaveCompare")} onClose={onClose} widthPx={400}>
			<section className={styles.section} aria-label={t(`map.layer_${layer}`)}>
				<p className={styles.kind}>{t("map.changesHint", { layer: t(`map.layer_${layer}`) })}</p>
				{changes.length === 0 ? <p className={styles.none}>{t("map.noChanges")}</p> : null}
				<ul className={styles.changes}>
					{changes.map(({ pair, change }) => {
						const [from, to] = [content.nodes.get(pair.from), content.nodes.get(pair.to)];
						return (
							<li key={`${pair.from} ${pair.to}`}>
								<Link to="." search={withValues(values, { sel: textOfPair(content, pair) }) as never} resetScroll={false}>
									<span>
										<NodeMark type={from?.node.type ?? "service"} color={from?.color ?? 0} />
										{nameOfNode(t, from?.node)} →
										<NodeMark type={to?.node.type ?? "service"} color={to?.color ?? 0} />
										{nameOfNode(t, to?.node)}
									</span>
									<b data-way={change.level > 0 ? "up" : "down"}>{change.tag === undefined ? change.text : t(`map.${change.tag}`)}</b>
									<small>{change.words}</small>
								</Link>
							</li>
						);
					})}
				</ul>
			</section>
		</Drawer>
	);
}
