/**
 * The body of `/healthz` on both ports: `{"status":"ok"}`, or `degraded` with the reasons as words. Either way the process serves, so the
 * status is 200: a supervisor that restarted it would help nothing.
 */
export function healthBody(reasons: readonly string[]): Buffer {
	return Buffer.from(JSON.stringify(reasons.length === 0 ? { status: "ok" } : { status: "degraded", reasons }));
}
