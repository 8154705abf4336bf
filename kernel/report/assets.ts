import { readFileSync } from 'node:fs'

/** What a report brings along: it stands as files beside the sources, and goes into the page as text. */
export type AssetName =
  | 'page.css'
  | 'prose.css'
  | 'cells.css'
  | 'colours.css'
  | 'cards.css'
  | 'print.css'
  | 'frame.css'
  | 'quiet.js'
  | 'theme.js'
  | 'report.js'
  | 'figures.js'
  | 'frame.js'

export function asset(name: AssetName): string {
  // From dist/kernel/report/ to the package's kernel/report/assets/: the compiler copies no CSS.
  return readFileSync(new URL(`../../../kernel/report/assets/${name}`, import.meta.url), 'utf8').trim()
}

/** The page's style sheets in the order in which they apply. */
export function styles(): string {
  const names = ['page.css', 'prose.css', 'cells.css', 'colours.css', 'cards.css', 'print.css'] as const
  return names.map(name => asset(name).replace(/^\/\*[\s\S]*?\*\/\n/, '')).join('\n')
}
