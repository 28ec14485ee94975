/** Units of the query language. Durations become nanoseconds, sizes bytes, `%` a ratio. */
const UNITS: Readonly<Record<string, number>> = {
	ns: 1,
	us: 1e3,
	µs: 1e3,
	μs: 1e3,
	ms: 1e6,
	s: 1e9,
	m: 60e9,
	h: 3600e9,
	d: 86_400e9,
	B: 1,
	KB: 1e3,
	MB: 1e6,
	GB: 1e9,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3,
	"%": 0.01,
};

const LITERAL = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(%|[a-zA-Zµμ]+)?$/;

/** The number of `500ms`, `1.5MiB`, `25%`, `-3e2`; undefined when the text is no finite number with a known unit. */
export function numberFromLiteral(text: string): number | undefined {
	const match = LITERAL.exec(text);
	if (match === null) return undefined;
	const [, digits = "", unit] = match;
	const factor = unit === undefined ? 1 : Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
	if (factor === undefined) return undefined;
	const value = factor < 1 ? Number(digits) / Math.round(1 / factor) : Number(digits) * factor;
	return Number.isFinite(value) ? value : undefined;
}
