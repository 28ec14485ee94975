import type { CSSProperties, ReactElement } from "react";
import { cx } from "./class-names.ts";
import styles from "./marks.module.css";

export interface ServiceDotProps {
	/** 1..24, from the collector's registry. */
	readonly color: number;
	/** Two letters, when another large service of the same view has the same colour. */
	readonly monogram?: string;
}

/** A service's colour as a dot. Always beside the name, or with the name one hover away. */
export function ServiceDot({ color, monogram }: ServiceDotProps): ReactElement {
	const style = { "--dot": `var(--service-${color})` } as CSSProperties;
	return (
		<span aria-hidden className={cx(styles.dot, monogram !== undefined && styles.monogram)} style={style}>
			{monogram}
		</span>
	);
}

/** Dot and name. */
export function ServiceName({ name, ...dot }: ServiceDotProps & { readonly name: string }): ReactElement {
	return (
		<span className={styles.service}>
			<ServiceDot {...dot} />
			<span>{name}</span>
		</span>
	);
}
