import { Component, type ReactElement, type ReactNode } from "react";
import { ErrorPanel } from "./ErrorPanel.tsx";

interface State {
	readonly error: Error | undefined;
}

/** Keeps a fault of one panel inside that panel. A new `resetKey` tries again. */
export class PanelBoundary extends Component<{ readonly resetKey?: string; readonly children: ReactNode }, State> {
	override state: State = { error: undefined };

	static getDerivedStateFromError(error: unknown): State {
		return { error: error instanceof Error ? error : new Error(String(error)) };
	}

	override componentDidUpdate(before: { readonly resetKey?: string }): void {
		if (this.state.error !== undefined && before.resetKey !== this.props.resetKey) this.setState({ error: undefined });
	}

	override render(): ReactNode | ReactElement {
		const { error } = this.state;
		if (error === undefined) return this.props.children;
		return <ErrorPanel error={error} onRetry={() => this.setState({ error: undefined })} />;
	}
}
