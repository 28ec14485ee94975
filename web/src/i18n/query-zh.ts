import type { Texts } from "./texts.ts";

/** 查询补全与“没有结果”说明的中文文本。 */
export const queryZh: Texts["query"] = {
	filteredText: "移除其中一个条件，看看它隐藏了什么：",
	unknown: "“{{was}}”不是已知的名称。",
	meant: "改为 {{meant}}？",
	filteredRemove: "移除条件 {{term}}",
	filteredHides_one: "隐藏 {{value}} 条",
	filteredHides_other: "隐藏 {{value}} 条",
	filteredClear: "全部移除",
	suggestions: "补全建议",
	keys: "↑↓ 选择 · Tab 采用 · Esc 关闭",
	isLeast: "仅统计最新的数据",
	hint: {
		field: "字段",
		is: "等于",
		isNot: "存在且不等于",
		more: "大于",
		less: "小于",
		exists: "存在",
		span: "属性",
		resource: "资源",
		scope: "作用域",
		event: "事件",
		link: "链接",
	},
};
