import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import katex from 'katex'
import { escapeHtml } from './escape-html.ts'

/** HTML and MathML of one formula; a faulty one shows its source and KaTeX's message. */
export function renderMath(tex: string, display: boolean): string {
  // `trust` stays off: no links, images or HTML out of TeX. Macros do not leak from one formula into the next.
  const html = katex.renderToString(tex, {
    displayMode: display,
    throwOnError: false,
    strict: 'ignore',
    output: 'htmlAndMathml',
    macros: {},
  })
  if (!html.includes('katex-error')) return html
  return `<code class="math-error" title="${escapeHtml(/title="([^"]*)"/.exec(html)?.[1] ?? 'not valid TeX')}">${escapeHtml(tex)}</code>`
}

/** KaTeX's style sheet with those of its fonts, as data, that the formulas on `page` use. */
export function mathStyles(page: string): string {
  if (!page.includes('class="katex')) return ''
  const require = createRequire(import.meta.url)
  const css = readFileSync(require.resolve('katex/dist/katex.min.css'), 'utf8')
  const used = usedFonts(page)
  return css.replace(/@font-face\{[^}]*?url\(fonts\/(KaTeX_[\w-]+)\.woff2\)[^}]*\}/g, (rule, font: string) => {
    if (!used.has(font)) return ''
    const data = readFileSync(require.resolve(`katex/dist/fonts/${font}.woff2`)).toString('base64')
    return rule.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${data}) format("woff2")`)
  })
}

/** KaTeX's classes → the font files they pull in. Main and Math are in nearly every formula. */
const fontClasses: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bmathbf\b|\btextbf\b/, ['Main-Bold']],
  [/\bmathit\b|\btextit\b/, ['Main-Italic']],
  [/\bboldsymbol\b/, ['Math-BoldItalic', 'Main-Bold']],
  [/\bmathbb\b|\bamsrm\b|\btextbb\b/, ['AMS-Regular']],
  [/\bmathcal\b/, ['Caligraphic-Regular', 'Caligraphic-Bold']],
  [/\b(?:math|text)frak\b/, ['Fraktur-Regular']],
  [/\b(?:math|text)boldfrak\b/, ['Fraktur-Bold']],
  [/\b(?:math|text)sf\b/, ['SansSerif-Regular']],
  [/\b(?:math|text)boldsf\b/, ['SansSerif-Bold']],
  [/\bmathsfit\b|\b(?:math|text)itsf\b/, ['SansSerif-Italic']],
  [/\b(?:math|text)scr\b/, ['Script-Regular']],
  [/\b(?:math|text)tt\b/, ['Typewriter-Regular']],
  [/\bdelimsizing size1\b|\bdelim-size1\b|\bsmall-op\b/, ['Size1-Regular']],
  [/\bdelimsizing size2\b|\blarge-op\b/, ['Size2-Regular']],
  [/\bdelimsizing size3\b/, ['Size3-Regular']],
  [/\bdelimsizing size4\b|\bdelim-size4\b/, ['Size4-Regular']],
]

function usedFonts(page: string): ReadonlySet<string> {
  const classes = [...new Set([...page.matchAll(/class="([^"]*)"/g)].map(match => match[1]))].join('\n')
  const extra = fontClasses.flatMap(([pattern, fonts]) => (pattern.test(classes) ? fonts : []))
  return new Set(['Main-Regular', 'Math-Italic', ...extra].map(font => `KaTeX_${font}`))
}
