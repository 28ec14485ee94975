const NUMBER = /^\d+$/;
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
/** Eight hex digits or more, a number among them: ids of objects, commits, traces. */
const HEX = /^(?=[a-f]*\d)[\da-f]{8,}$/i;
/** `user-42`, `ord_17`, `item.3`. */
const NAMED_NUMBER = /^[a-z]+[-_.]\d+$/i;
/** `u1`, `ab42`; `v1` is a version. */
const SHORT_NUMBER = /^(?!v\d)[a-z]{1,2}\d+$/i;
/** Long, of letters and digits in turn: ULIDs, tokens, words with four digits or more. */
const TOKEN = /^(?=(?:[^\d]*\d){4})(?=\d*[a-z])[\w~-]{8,}$/i;
const IDS = [NUMBER, UUID, HEX, NAMED_NUMBER, SHORT_NUMBER, TOKEN];

/**
 * A raw path with what looks like an id replaced by `{id}`, its query and fragment left out: `/users/42?full=1` → `/users/{id}`. So that
 * names of client spans that carry the path as it was called group.
 *
 * Result  segments of a route's pattern (`:id`, `{id}`, `*`) and versions (`v1`) stay; templating it again changes nothing.
 */
export function templatePath(path: string): string {
	const end = path.search(/[?#]/);
	const bare = end < 0 ? path : path.slice(0, end);
	return bare.split("/").map(templateSegment).join("/");
}

function templateSegment(segment: string): string {
	return IDS.some((pattern) => pattern.test(segment)) ? "{id}" : segment;
}
