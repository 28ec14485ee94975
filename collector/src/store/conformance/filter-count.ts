const NAMED = Number(process.env.SPANGLASS_RANDOM_FILTERS);

/** Random filters of one comparison with the reference: 1,000, or as many as the night asks for by SPANGLASS_RANDOM_FILTERS. */
export const FILTERS = Number.isSafeInteger(NAMED) && NAMED > 0 ? NAMED : 1000;
/** Milliseconds that a comparison with so many filters may take, on a busy machine. */
export const FILTERS_TIMEOUT = FILTERS * 120;
