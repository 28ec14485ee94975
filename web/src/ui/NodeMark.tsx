import type { ReactElement } from "react";
import styles from "./marks.module.css";
import { ServiceDot } from "./ServiceDot.tsx";

export interface NodeMarkProps {
	readonly type: "service" | "database" | "topic" | "external" | "genai" | "faas" | "user";
	/** Of a service; others have no colour of their own. */
	readonly color: number;
}

/** The shapes of the map, small: cylinder, pipe, cloud, person. */
const SHAPES = {
	database: <path d="M2 3.2c0-2.2 8-2.2 8 0v5.6c0 2.2-8 2.2-8 0zM2 3.2c0 2.2 8 2.2 8 0" />,
	topic: <path d="M3.5 1.5h-2v9h2M8.5 1.5h2v9h-2" />,
	external: <path d="M3.2 9.5a2.2 2.2 0 0 1-.2-4.4 3 3 0 0 1 5.8-.6 2.5 2.5 0 0 1 .2 5z" />,
	genai: <path d="M6 1l1.3 3.7L11 6 7.3 7.3 6 11 4.7 7.3 1 6l3.7-1.3z" />,
	faas: <path d="M2 1.5h2.5l4.5 9M5.6 5.5l-2.8 5" />,
	user: <path d="M6 1.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM1.8 10.8c0-4.6 8.4-4.6 8.4 0" />,
} as const;

/** What a node of the call graph is: a service by its dot, everything else by its shape. */
export function NodeMark({ type, color }: NodeMarkProps): ReactElement {
	if (type === "service") return <ServiceDot color={color} />;
	return (
		<svg className={styles.node} width="12" height="12" viewBox="0 0 12 12" aria-hidden>
			{SHAPES[type]}
		</svg>
	);
}
