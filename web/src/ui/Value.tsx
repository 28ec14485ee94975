import type { Formatted } from "@spanglass/shared/units/format";
import { Fragment, type ReactElement } from "react";
import styles from "./marks.module.css";

/** A formatted number with its units dimmed. `exact` is shown on hover. */
export function Value({ of, exact }: { readonly of: Formatted; readonly exact?: string }): ReactElement {
	return (
		<span title={exact}>
			{of.map((part, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity of their own
				<Fragment key={index}>
					{index === 0 ? null : "\u00a0"}
					{part.number}
					{part.unit === "" ? null : <span className={styles.unit}>{part.unit}</span>}
				</Fragment>
			))}
		</span>
	);
}
