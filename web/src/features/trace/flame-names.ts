/** What modes and colours of the flame are called. */
export const MODE_TEXTS = {
	time: "trace.modeTime",
	heavy: "trace.modeHeavy",
	sandwich: "trace.modeSandwich",
	tracks: "trace.modeTracks",
} as const;

export const COLOR_TEXTS = {
	service: "trace.colorService",
	status: "trace.colorStatus",
	kind: "trace.colorKind",
	instance: "trace.colorInstance",
	operation: "trace.colorOperation",
	self: "trace.colorSelf",
} as const;
