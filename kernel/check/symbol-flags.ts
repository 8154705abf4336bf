/** TypeScript's numbers for kinds of symbols, as far as they are asked for. */

/** The symbol stands for one of another module. */
export const ALIAS = 1 << 21
