import { formatDuration, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { Button } from "../../ui/Button.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";

export interface SkewNoticeProps {
	readonly model: TraceModel;
	/** Switch between clocks as sent and aligned ones. */
	readonly onAlign: () => void;
}

/** Whose clock disagrees and by how much; nothing is moved before somebody asks for it. */
export function SkewNotice({ model, onAlign }: SkewNoticeProps): ReactElement | null {
	const { t } = useTranslation();
	const [first, ...others] = model.skew.instances;
	if (first === undefined) return null;
	const { shiftNanos, instance } = first;
	const shift = `${shiftNanos < 0 ? "+" : "−"}${textOf(formatDuration(Math.abs(shiftNanos)))}`;
	const key = model.isAligned === true ? "views.skewAligned" : "views.skew";
	const name = model.skeleton.instances[instance] ?? "";
	return (
		<Tooltip content={t(model.isAligned === true ? "views.skewAlignedHint" : "views.skewHint")}>
			<span>
				<i aria-hidden>⏱</i>
				{t(key, { shift, instance: others.length === 0 ? name : `${name} +${others.length}` })}{" "}
				<Button small look="bordered" aria-pressed={model.isAligned === true} onClick={onAlign}>
					{t("views.align")} <Kbd keys="k" />
				</Button>
			</span>
		</Tooltip>
	);
}
