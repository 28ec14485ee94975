/** Units of the query language as a factor and a power of ten. Durations become nanoseconds, sizes bytes, `%` a ratio. */
const UNITS: Readonly<Record<string, readonly [factor: number, exponent: number]>> = {
	ns: [1, 0],
	us: [1, 3],
	µs: [1, 3],
	μs: [1, 3],
	ms: [1, 6],
	s: [1, 9],
	m: [60, 9],
	h: [3600, 9],
	d: [86_400, 9],
	B: [1, 0],
	KB: [1, 3],
	MB: [1, 6],
	GB: [1, 9],
	TB: [1, 12],
	KiB: [1024, 0],
	MiB: [1024 ** 2, 0],
	GiB: [1024 ** 3, 0],
	TiB: [1024 ** 4, 0],
	"%": [1, -2],
};

const LITERAL = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d+))?(%|[a-zA-Zµμ]+)?$/;

/**
 * The number of `500ms`, `1.5MiB`, `25%`, `-3e2`; undefined when the text is no finite number with a known unit.
 * Error  powers of ten are applied to the digits, so `1.005ms` is 1,005,000 and not a little less.
 */
export function numberFromLiteral(text: string): number | undefined {
	const match = LITERAL.exec(text);
	if (match === null) return undefined;
	const [, digits = "", power = "0", unit] = match;
	const known = unit === undefined ? UNITS.B : Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
	if (known === undefined) return undefined;
	const [factor, exponent] = known;
	const value = Number(`${digits}e${Number(power) + exponent}`) * factor;
	return Number.isFinite(value) ? value : undefined;
}

const UNIT_WORDS: Readonly<Record<string, string>> = {
	...{ nsec: "ns", nanos: "ns", usec: "us", micros: "us", msec: "ms", millis: "ms", millisecond: "ms", milliseconds: "ms" },
	...{ sec: "s", secs: "s", second: "s", seconds: "s", min: "m", mins: "m", minute: "m", minutes: "m" },
	...{ hr: "h", hour: "h", hours: "h", day: "d", days: "d" },
};
const NEAR_LITERAL = /^([+-]?\d+(?:[.,]\d+)?) ?([a-zA-Zµμ]*)$/;

/** What a text that is nearly a number was meant to be: `1,5sec` → `1.5s`, `500mz` → `500ms`; undefined when nothing is near. */
export function nearestLiteral(text: string): string | undefined {
	const match = NEAR_LITERAL.exec(text);
	if (match === null) return undefined;
	const [, digits = "", unit = ""] = match;
	const meant = nearestUnit(unit);
	return meant === undefined ? undefined : digits.replace(",", ".") + meant;
}

function nearestUnit(text: string): string | undefined {
	const lower = text.toLowerCase();
	const units = ["", ...Object.keys(UNITS)];
	const exact = units.find((unit) => unit === text) ?? UNIT_WORDS[lower] ?? units.find((unit) => unit.toLowerCase() === lower);
	return exact ?? units.find((unit) => unit.length === text.length && unit[0] === text[0]);
}
