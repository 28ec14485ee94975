/** English texts of the four steps shown with the first trace. */
export const coachEn = {
	title: "A look around",
	place: "{{at}} of {{of}}",
	flameTitle: "The flame",
	flame: "Each bar is a span; its width is the time that it took. Zoom in and out, drag to move, click a bar to select it.",
	drawerTitle: "The span",
	drawer: "A selected span opens its drawer: time, errors, attributes, and how it compares with others of its kind.",
	logsTitle: "Its logs",
	logs: "What the span logged is one key away; the logs of the whole trace are view 5.",
	paletteTitle: "Anywhere",
	palette: "Pages, services, commands and pasted trace IDs are behind one field. Press ? for all keys of a page.",
	next: "Next",
	skip: "Skip",
	done: "Done",
} as const;
