/** Items that the collector itself rejects: of the last hour, since this start. */
import type { IngestHistory } from "../../store/api/ingest-activity.ts";
import { type AlertKindModule, CellGroups, minuteOf, SlidingWindow, seriesOf, type WindowSum, windowMinutes } from "./series.ts";

interface IntakeCell {
	accepted: number;
	rejected: number;
}

class IntakeSum implements WindowSum<IntakeCell> {
	accepted = 0;
	rejected = 0;

	add({ accepted, rejected }: IntakeCell): void {
		this.accepted += accepted;
		this.rejected += rejected;
	}

	remove({ accepted, rejected }: IntakeCell): void {
		this.accepted -= accepted;
		this.rejected -= rejected;
	}
}

export const ingestRejecting: AlertKindModule = {
	reachMinutes: windowMinutes,
	load: async (rule, _minutes, { ingest }) => {
		const groups = new CellGroups<IntakeCell>(rule, () => ({ accepted: 0, rejected: 0 }));
		if (ingest !== undefined) addHistory(groups, ingest);
		const series = seriesOf(groups, (cells) => {
			const window = new SlidingWindow(cells, windowMinutes(rule), () => new IntakeSum());
			return (at) => {
				const sum = window.moveTo(minuteOf(at));
				const all = sum === undefined ? 0 : sum.accepted + sum.rejected;
				return sum === undefined || all === 0 ? undefined : { value: sum.rejected / all, sample: all };
			};
		});
		return { series, warnings: ingest === undefined ? ["what was rejected earlier is not kept"] : [] };
	},
};

function addHistory(groups: CellGroups<IntakeCell>, { start, stepNanos, spans, logRecords, metricPoints, rejected }: IngestHistory): void {
	for (let at = 0; at < rejected.length; at++) {
		const accepted = (spans[at] ?? 0) + (logRecords[at] ?? 0) + (metricPoints[at] ?? 0);
		const refused = rejected[at] ?? 0;
		if (accepted + refused === 0) continue;
		const cell = groups.at({}, minuteOf((Number(start) + at * stepNanos) / 1e6));
		cell.accepted += accepted;
		cell.rejected += refused;
	}
}
