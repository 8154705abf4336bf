import { readFileSync } from 'node:fs'

/** What a report brings along: it stands as files beside the sources, and goes into the page as text. */
export type AssetName = 'report.css' | 'theme.js' | 'report.js' | 'figures.js' | 'frame.js' | 'frame.css'

export function asset(name: AssetName): string {
  // From dist/kernel/report/ to the package's kernel/report/assets/: the compiler copies no CSS.
  return readFileSync(new URL(`../../../kernel/report/assets/${name}`, import.meta.url), 'utf8').trim()
}
