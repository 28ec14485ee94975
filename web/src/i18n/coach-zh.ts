import type { Texts } from "./texts.ts";

/** 首条链路打开时四步引导的中文文本。 */
export const coachZh: Texts["coach"] = {
	title: "快速了解",
	place: "第 {{at}} 步，共 {{of}} 步",
	flameTitle: "火焰图",
	flame: "每个条形是一个 Span，宽度就是耗时。可缩放、拖动平移，点击条形即可选中。",
	drawerTitle: "Span 详情",
	drawer: "选中 Span 后打开详情：耗时、错误、属性，以及它与同类 Span 的对比。",
	logsTitle: "相关日志",
	logs: "按一个键即可查看该 Span 的日志；整条链路的日志在视图 5。",
	paletteTitle: "随处可用",
	palette: "页面、服务、命令和粘贴的链路 ID 都在同一个输入框里。按 ? 查看本页全部快捷键。",
	next: "下一步",
	skip: "跳过",
	done: "完成",
};
