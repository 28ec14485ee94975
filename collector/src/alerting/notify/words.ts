/** Words of messages in both languages; data is never translated. */
import type { NotificationEvent } from "@spanglass/shared/model/alert";
import type { AlertSeverity } from "@spanglass/shared/model/alert-rule";
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";

export interface Words {
	readonly colon: string;
	readonly events: Readonly<Record<NotificationEvent, string>>;
	readonly severities: Readonly<Record<AlertSeverity, string>>;
	readonly links: Readonly<Record<"incident" | "trace" | "rule", string>>;
	readonly state: string;
	readonly value: string;
	readonly threshold: string;
	readonly since: string;
	readonly ended: string;
	readonly reason: string;
	readonly suspected: string;
	readonly runbook: string;
	readonly test: string;
	readonly testFooter: string;
	andMore(count: number): string;
	earlier(count: number): string;
	/** What follows service and operation. `message`, `held`, `usual` may be "". */
	becauseError(message: string): string;
	becauseLatency(held: string, usual: string): string;
	ofTraces(count: number, of: number): string;
}

const EN: Words = {
	colon: ": ",
	events: { firing: "Firing", repeat: "Still firing", resolved: "Resolved", noData: "No data", error: "Cannot be evaluated" },
	severities: { critical: "critical", warning: "warning", info: "info" },
	links: { incident: "Incident", trace: "Trace", rule: "Rule" },
	state: "State",
	value: "Value",
	threshold: "Threshold",
	since: "Since",
	ended: "Ended",
	reason: "Reason",
	suspected: "Suspected",
	runbook: "Runbook",
	test: "Test",
	testFooter: "This is a test: nothing has happened.",
	andMore: (count) => ` and ${count} more`,
	earlier: (count) =>
		count === 1 ? "One earlier change is in the incident's timeline." : `${count} earlier changes are in the incident's timeline.`,
	becauseError: (message) => `fails and nothing below it does${message === "" ? "" : `: ${message}`}`,
	becauseLatency: (held, usual) =>
		held === "" ? "holds more time than usual" : `holds ${held} itself${usual === "" ? "" : `, usually ${usual}`}`,
	ofTraces: (count, of) => (of === 0 ? "" : ` (${count} of ${of} traces)`),
};

const ZH: Words = {
	colon: "：",
	events: { firing: "告警中", repeat: "仍在告警", resolved: "已恢复", noData: "无数据", error: "无法评估" },
	severities: { critical: "严重", warning: "警告", info: "提示" },
	links: { incident: "事件", trace: "链路", rule: "规则" },
	state: "状态",
	value: "当前值",
	threshold: "阈值",
	since: "开始于",
	ended: "结束于",
	reason: "原因",
	suspected: "疑似",
	runbook: "处置手册",
	test: "测试",
	testFooter: "这是一条测试消息，没有发生任何故障。",
	andMore: (count) => ` 等 ${count + 1} 条`,
	earlier: (count) => `另有 ${count} 次更早的变化，见事件时间线。`,
	becauseError: (message) => `出错，且其下游均未出错${message === "" ? "" : `：${message}`}`,
	becauseLatency: (held, usual) => (held === "" ? "自身耗时高于平常" : `自身耗时 ${held}${usual === "" ? "" : `，平常为 ${usual}`}`),
	ofTraces: (count, of) => (of === 0 ? "" : `（${of} 条链路中有 ${count} 条）`),
};

export const WORDS: Readonly<Record<ReceiverSettings["language"], Words>> = { en: EN, zh: ZH };
