/** What the handlers need of the product. */
import type { AlertClock } from "../../../alerting/alert-clock.ts";
import type { NotifyDesk } from "../../../alerting/notify/start.ts";
import type { AlertPolicy } from "../../../alerting/policy.ts";

export interface AlertmanagerContext {
	readonly clock: Pick<AlertClock, "rules">;
	readonly policy: AlertPolicy;
	readonly notify: NotifyDesk;
	/** Unix milliseconds. */
	now(): number;
}
