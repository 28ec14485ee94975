import type { ReactElement } from "react";

/** Three bars of a flame. */
export function Logo(): ReactElement {
	return (
		<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
			<path d="M2 4h16v3.2H2zM5 8.4h11v3.2H5zM9 12.8h4V16H9z" fill="currentColor" />
		</svg>
	);
}

/** Spans of a trace, as the rail shows them. */
export function TracesIcon(): ReactElement {
	return (
		<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden>
			<path d="M2 3.5h12M4 7h8M4 10.5h4.5M10 10.5h2M4 14h2" />
		</svg>
	);
}
