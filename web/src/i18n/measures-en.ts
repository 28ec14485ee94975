/** English texts of numbers that several pages show. */
export const measuresEn = {
	quantile: "{{quantile}}, n = {{n}}: {{exact}}",
	smallSample: "few of them, so this is only an indication",
	rate_one: "{{value}} in this range; the rate is over the whole range",
	rate_other: "{{value}} in this range; the rate is over the whole range",
	failed_one: "{{failed}} of {{value}} failed",
	failed_other: "{{failed}} of {{value}} failed",
	change: "before: {{was}} (n = {{wasCount}}), now: {{now}} (n = {{nowCount}})",
	tooFew: "fewer than 20 on one side, not compared",
	new: "new",
	amplification:
		"{{attempts}} attempts, {{resends}} of them repeat an earlier one; repeats that no attribute names are concluded from the shape of the spans",
	showAll: "Show all {{count}}",
} as const;
