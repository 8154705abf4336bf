/** The font of pictures: it comes with the package, since a server may have none. */

import { fileURLToPath } from 'node:url'

/** Inter, copied from its npm package by the build. */
export const FIGURE_FONT = new URL('./Inter-Regular.ttf', import.meta.url)

const family = 'Inter'

/** The system's fonts are read where the text has characters that Inter lacks: it takes a while. */
export function fontsFor(text: string) {
  return {
    fontFiles: [fileURLToPath(FIGURE_FONT)],
    loadSystemFonts: /[^\u0000-\u04ff\u1e00-\u1fff\u2000-\u22ff\u25a0-\u25ff]/.test(text),
    defaultFontFamily: family,
    sansSerifFamily: family,
    serifFamily: family,
    monospaceFamily: family,
  }
}
