import { asset, styles } from './assets.ts'
import type { ContentPolicy } from './content-policy.ts'
import { escapeHtml } from './escape-html.ts'
import { mathStyles } from './math.ts'
import { plotlyLibrary } from './plotly-library.ts'

export interface PageParts {
  readonly title: string
  /** The title stands in the notebook's own first heading already. */
  readonly hasHeading: boolean
  readonly contents: string
  readonly cells: string
  readonly footer: string
  readonly csp: ContentPolicy
}

/** The page around the cells; it is called last, when the policy knows all that has to run. */
export async function page({ title, hasHeading, contents, cells, footer, csp }: PageParts): Promise<string> {
  const hasFigures = cells.includes('<div class="figure"')
  const first = inlineScript(`${asset('quiet.js')}\n${asset('theme.js')}`, csp)
  const scripts = [inlineScript(asset('report.js'), csp), ...(hasFigures ? [await figureScripts(csp)] : [])]
  const heading = hasHeading ? '' : `<header class="prose"><h1>${escapeHtml(title)}</h1></header>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(csp.toString())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tsloom">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${styles()}${mathStyles(cells + contents)}</style>
${first}
</head>
<body>
<a class="skip" href="#report-main">Skip to the text</a>
<div class="bar">
${contents === '' ? '' : '<button type="button" class="menu" aria-expanded="false" aria-controls="report-contents">Contents</button>'}
<span class="spacer"></span>
${cells.includes('<details class="source"') ? '<button type="button" class="fold-all">Hide code</button>' : ''}
<button type="button" class="theme">Theme: auto</button>
</div>
<div class="layout${contents === '' ? ' alone' : ''}">
${contents === '' ? '' : `<nav id="report-contents" aria-label="Contents">${contents}</nav>`}
<main id="report-main">
${heading}${cells}${footer}
</main>
</div>
${scripts.join('\n')}
</body>
</html>
`
}

async function figureScripts(csp: ContentPolicy): Promise<string> {
  const { source, packed } = await plotlyLibrary()
  csp.allowScript(source)
  return `<script type="text/plain" id="report-plotly">${packed}</script>\n${inlineScript(asset('figures.js'), csp)}`
}

function inlineScript(text: string, csp: ContentPolicy): string {
  csp.allowScript(text)
  return `<script>${text}</script>`
}
