import { ansiToHtml } from './ansi.ts'
import type { ContentPolicy } from './content-policy.ts'
import { type ImageEmbedder, imageUrl } from './embed-image.ts'
import { escapeHtml } from './escape-html.ts'
import { figure, plotlyMime } from './figure.ts'
import { frame } from './frame.ts'
import { jsonTree } from './json-tree.ts'
import type { MarkdownRenderer } from './markdown.ts'
import { renderMath } from './math.ts'
import { type Bundle, type ErrorOutput, isJsonMime, type Output, type StreamOutput } from './notebook.ts'
import { sanitize } from './sanitize.ts'
import { scanHtml } from './scripts-in-html.ts'

export interface OutputContext {
  readonly csp: ContentPolicy
  readonly markdown: MarkdownRenderer
  readonly embed: ImageEmbedder
  /** Names the output for those who do not see it: `Output of cell 3`. */
  readonly label: string
}

export function renderOutput(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case 'stream':
      return stream(output)
    case 'error':
      return failure(output)
    case 'display_data':
      return display(output.data, output.metadata, context)
    case 'execute_result':
      return display(output.data, output.metadata, context)
  }
}

function stream({ name, text }: StreamOutput): string {
  return `<pre class="out text ${name}${flow(text)}">${ansiToHtml(text.replace(/\n$/, ''))}</pre>`
}

/** Text in columns scrolls sideways, since wrapping would tear its rows; all else wraps, so that no message is cut off. */
function flow(text: string): string {
  return /[\u2500-\u257f]|\S {2,}\S/.test(text) ? '' : ' flow'
}

function failure({ ename, evalue, traceback }: ErrorOutput): string {
  const text = traceback.length > 0 ? traceback.join('\n') : `${ename}: ${evalue}`
  return `<pre class="out text error" role="group" aria-label="Error: ${escapeHtml(ename)}">${ansiToHtml(text)}</pre>`
}

function plain(bundle: Bundle, type: string): string {
  const text = String(bundle[type])
  return `<pre class="out text result${flow(text)}">${ansiToHtml(text)}</pre>`
}

type Metadata = Readonly<Record<string, unknown>>
type MimeRenderer = (bundle: Bundle, type: string, metadata: Metadata, context: OutputContext) => string | undefined

/** The richest type comes first; one that has to decline (`undefined`) leaves the place to the next. */
const renderers: readonly (readonly [type: string, render: MimeRenderer])[] = [
  [plotlyMime, (bundle, _type, _metadata, { label, csp }) => figure(bundle, label, csp)],
  ['text/html', html],
  ['text/markdown', (bundle, type, _metadata, { markdown, embed }) => wrap('rich prose', markdown(String(bundle[type]), embed))],
  ['image/svg+xml', image],
  ['text/latex', latex],
  ['image/png', image],
  ['image/jpeg', image],
  ['image/gif', image],
  ['image/webp', image],
  ['application/geo+json', json],
  ['application/json', json],
  ['application/javascript', script],
  ['text/plain', plain],
]

function display(bundle: Bundle, metadata: Metadata, context: OutputContext): string {
  for (const [type, render] of renderers) {
    const shown = type in bundle ? render(bundle, type, fieldsOf(metadata[type]), context) : undefined
    if (shown !== undefined) return shown
  }
  const types = Object.keys(bundle)
  const vendor = types.find(isJsonMime)
  if (vendor !== undefined) return wrap('rich', jsonTree(bundle[vendor]))
  return types.length === 0 ? '' : `<p class="notice">This output has no form that a report can show (${escapeHtml(types.join(', '))}).</p>`
}

function html(bundle: Bundle, type: string, _metadata: Metadata, { csp, embed, label }: OutputContext): string | undefined {
  const source = String(bundle[type])
  const scan = scanHtml(source)
  const hasPicture = 'image/png' in bundle || 'image/svg+xml' in bundle || 'image/jpeg' in bundle
  if (scan.remote.length > 0 && hasPicture) return undefined
  const isActive = scan.scripts.length + scan.handlers.length + scan.remote.length > 0
  if (isActive || scan.needsFrame) return frame(scan, label, csp)
  return `<div class="out rich html">${sanitize(source, embed)}</div>`
}

function image(bundle: Bundle, type: string, metadata: Metadata, { label }: OutputContext): string {
  const size = ['width', 'height'].flatMap(side => (typeof metadata[side] === 'number' ? [`${side}="${Math.round(metadata[side])}"`] : []))
  return `<div class="out image"><img src="${imageUrl(type, String(bundle[type]))}" ${[`alt="${escapeHtml(altText(bundle, label))}"`, ...size].join(' ')}></div>`
}

/** The plain form of a picture says what it shows, unless it is only a class name such as `<Figure>`. */
function altText(bundle: Bundle, label: string): string {
  const plain = bundle['text/plain']
  return typeof plain === 'string' && plain.length <= 200 && !/^\s*[<[{]/.test(plain) ? plain : label
}

function latex(bundle: Bundle, type: string): string {
  const source = String(bundle[type]).trim()
  const tex =
    /^\$\$([\s\S]*)\$\$$/.exec(source)?.[1] ?? /^\$([\s\S]*)\$$/.exec(source)?.[1] ?? /^\\\[([\s\S]*)\\\]$/.exec(source)?.[1] ?? source
  return wrap('rich math', renderMath(tex, true))
}

function json(bundle: Bundle, type: string, metadata: Metadata): string {
  return wrap('rich', jsonTree(bundle[type], metadata.expanded === true))
}

function script(bundle: Bundle, type: string, _metadata: Metadata, { csp, label }: OutputContext): string | undefined {
  if ('text/plain' in bundle) return undefined
  return frame(
    scanHtml(`<div id="element"></div><script>${String(bundle[type]).replaceAll('</script', '<\\/script')}</script>`),
    label,
    csp,
  )
}

function wrap(classes: string, content: string): string {
  return `<div class="out ${classes}">${content}</div>`
}

function fieldsOf(value: unknown): Metadata {
  return typeof value === 'object' && value !== null ? (value as Metadata) : {}
}
