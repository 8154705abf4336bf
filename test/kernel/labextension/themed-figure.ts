import { themed } from '../../../src/display/theme.ts'

/** A layout as `plot()` makes it. */
export const figure = themed({ title: 'T' }) as Record<string, unknown> & {
  readonly template: { readonly layout: { readonly colorway: readonly string[] } }
}
