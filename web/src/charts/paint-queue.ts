/** `·┄┄[orders] 1.2 s in queue┄┄▷`: a message on its way from producer to consumer, the same in flame and waterfall. */
import type { Palette } from "../draw/palette.ts";
import type { Surface } from "../draw/surface.ts";
import type { TextWidths } from "../draw/text-width.ts";
import { placeQueueLabel, type Stretch } from "../geometry/queue-lines.ts";

export interface QueueInk {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly widths: TextWidths;
}

/** CSS pixels: from the producer's end to the consumer's start, at the height of the line. */
export interface QueueLine extends Stretch {
	readonly y: number;
	/** Where the line begins at the producer. */
	readonly fromY: number;
	/** Where the label may stand. */
	readonly free: Stretch;
	readonly name: string;
	/** `12 ms in queue`, and for want of room the time alone. */
	readonly text: string;
	readonly short: string;
}

const LONGEST_NAME_PX = 160;
const ARROW_PX = 8;

/** Draw lines with their arrow heads, then their labels where they fit: no line crosses another one's label. */
export function paintQueues(ink: QueueInk, lines: readonly QueueLine[]): void {
	for (const line of lines) paintLine(ink, line);
	for (const line of lines) paintLabel(ink, line);
}

function paintLine({ surface, palette }: QueueInk, { from, to, y, fromY }: QueueLine): void {
	const line = Math.round(y) + 0.5;
	surface.line(palette.textMuted, [from, fromY, from, line, to - ARROW_PX, line], { width: 1.25, dash: [4, 3] });
	surface.shape(palette.textSecondary, [to - ARROW_PX, line - 4.5, to - 1, line, to - ARROW_PX, line + 4.5]);
}

function paintLabel({ surface, palette, widths }: QueueInk, { y, free, ...label }: QueueLine): void {
	const line = Math.round(y) + 0.5;
	const font = `500 11px ${palette.uiFont}`;
	const name = widths.fit(font, label.name, LONGEST_NAME_PX);
	const nameWidth = widths.width(font, name);
	const place = placeQueueLabel(free, { name: nameWidth, text: widths.width(font, label.text), short: widths.width(font, label.short) });
	if (place === undefined) return;
	surface.rect(palette.surface, place.left, line - 9, place.right - place.left, 18);
	if (place.nameX !== undefined) {
		const left = place.nameX - 5;
		const right = place.nameX + nameWidth + 5;
		surface.line(palette.textSecondary, [left + 3, line - 8, left, line - 8, left, line + 8, left + 3, line + 8]);
		surface.line(palette.textSecondary, [right - 3, line - 8, right, line - 8, right, line + 8, right - 3, line + 8]);
		surface.text(name, place.nameX, line + 4, { color: palette.textPrimary, font });
	}
	surface.text(place.isShort ? label.short : label.text, place.textX, line + 4, { color: palette.warn, font });
}
