import type { TimeSeriesProps } from "../../charts/TimeSeries/time-series.ts";

/** What the charts of the page have in common. */
export type SharedProps = Pick<TimeSeriesProps, "flags" | "onRange" | "onLook" | "sync"> & { readonly heightPx: number };
