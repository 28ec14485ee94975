import type { Texts } from "./texts.ts";

/** Chinese texts of numbers that several pages show. */
export const measuresZh: Texts["measures"] = {
	quantile: "{{quantile}}，n = {{n}}：{{exact}}",
	smallSample: "样本较少，仅供参考",
	rate_one: "此范围内共 {{value}} 个；速率按整个范围计算",
	rate_other: "此范围内共 {{value}} 个；速率按整个范围计算",
	failed_one: "{{value}} 个中有 {{failed}} 个失败",
	failed_other: "{{value}} 个中有 {{failed}} 个失败",
	change: "之前：{{was}}（n = {{wasCount}}），现在：{{now}}（n = {{nowCount}}）",
	tooFew: "其中一侧不足 20 个，不作比较",
	new: "新增",
	amplification: "{{attempts}} 次尝试，其中 {{resends}} 次为重试；没有属性标明的重试由 Span 的形态推断",
	showAll: "显示全部 {{count}} 行",
};
