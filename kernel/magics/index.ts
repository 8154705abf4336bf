import type { Magic } from './magic.ts'

/** Every magic there is, in the order in which %lsmagic shows them. */
export const magics: readonly Magic[] = []

