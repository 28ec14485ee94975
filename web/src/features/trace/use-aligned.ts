import { useEffect, useState } from "react";
import type { TraceModel } from "../../geometry/trace-model.ts";

/** The trace with its clocks aligned when that is wanted and some disagree; as it was sent until that is worked out. */
export function useAligned(sent: TraceModel, isWanted: boolean): TraceModel {
	const [worked, setWorked] = useState<{ readonly of: TraceModel; readonly aligned: TraceModel } | undefined>(undefined);
	const needed = isWanted && sent.skew.instances.length > 0;
	useEffect(() => {
		if (!needed) return;
		let wanted = true;
		void import("../../geometry/aligned-model.ts").then(
			({ alignedModel }) => wanted && setWorked({ of: sent, aligned: alignedModel(sent) }),
		);
		return () => {
			wanted = false;
		};
	}, [sent, needed]);
	return needed && worked?.of === sent ? worked.aligned : sent;
}
