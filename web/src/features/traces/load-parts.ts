import { lazy } from "react";
import { withTexts } from "../../i18n/i18n.ts";

const loadParts = withTexts(() => import("./explore/parts.ts"), "find");

/** What stands around the list of traces, or in its place: one piece of code that is fetched when the first of them is shown. */
export const ChartPanel = lazy(async () => ({ default: (await loadParts()).PARTS.ChartPanel }));
export const ExplainPanel = lazy(async () => ({ default: (await loadParts()).PARTS.ExplainPanel }));
export const FacetRail = lazy(async () => ({ default: (await loadParts()).PARTS.FacetRail }));
export const GroupsPage = lazy(async () => ({ default: (await loadParts()).PARTS.GroupsPage }));
export const SaveView = lazy(async () => ({ default: (await loadParts()).PARTS.SaveView }));
export const SelectedBar = lazy(async () => ({ default: (await loadParts()).PARTS.SelectedBar }));
export const SelectionCount = lazy(async () => ({ default: (await loadParts()).PARTS.SelectionCount }));
export const StructurePage = lazy(async () => ({ default: (await loadParts()).PARTS.StructurePage }));
