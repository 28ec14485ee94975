import type { ReactElement } from "react";
import { textPieces } from "./ansi.ts";
import { cx } from "./class-names.ts";
import styles from "./LogText.module.css";

/** A body's text with the colours that its terminal codes mean; control characters are visible, nothing is read as markup. */
export function LogText({ text }: { readonly text: string }): ReactElement {
	const pieces = textPieces(text);
	const [first] = pieces;
	if (pieces.length <= 1 && first?.tone === undefined && !first?.isControl) return <>{first?.text ?? ""}</>;
	return (
		<>
			{pieces.map((piece, index) => (
				<span
					// biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no identity of their own and never move
					key={index}
					className={cx(
						piece.tone !== undefined && styles[piece.tone],
						piece.bold && styles.bold,
						piece.underline && styles.underline,
						piece.isControl && styles.control,
					)}
				>
					{piece.text}
				</span>
			))}
		</>
	);
}
