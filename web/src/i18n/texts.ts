import type { English } from "./en.ts";

/** The shape of a dictionary: the keys of English, any text. A language with a missing or surplus key does not compile. */
type Widened<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widened<T[K]> };

export type Texts = Widened<English>;
export type Language = "en" | "zh";
