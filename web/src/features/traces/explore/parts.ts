/** What stands around the list of traces, as one piece of code that is fetched after the list. */
import { ChartPanel } from "./ChartPanel.tsx";
import { ExplainPanel } from "./ExplainPanel.tsx";
import { FacetRail } from "./FacetRail.tsx";
import { GroupsPage } from "./GroupsPage.tsx";
import { SaveView } from "./SaveView.tsx";
import { SelectedBar } from "./SelectedBar.tsx";
import { SelectionCount } from "./SelectionCount.tsx";
import { StructurePage } from "./StructurePage.tsx";

export const PARTS = { ChartPanel, ExplainPanel, FacetRail, GroupsPage, SaveView, SelectedBar, SelectionCount, StructurePage };
