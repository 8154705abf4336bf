import { randomUUID } from 'node:crypto'
import MarkdownIt, { type Env, type Token } from 'markdown-it'
import type { ImageEmbedder } from './embed-image.ts'
import { escapeHtml } from './escape-html.ts'
import { highlight } from './highlight.ts'
import { renderMath } from './math.ts'
import { mathSyntax } from './math-syntax.ts'
import type { Outline } from './outline.ts'
import { sanitize } from './sanitize.ts'

export type MarkdownRenderer = (source: string, embed: ImageEmbedder, outline?: Outline) => string

interface Slots extends Env {
  readonly slots: string[]
}

/**
 * Markdown → HTML that can be trusted. What we make ourselves (formulas, highlighted code, anchors) is set in after
 * the sanitiser has gone over the rest; the mark it replaces holds a secret, so a notebook cannot forge one.
 */
export function markdownRenderer(): MarkdownRenderer {
  const secret = randomUUID()
  const markdown = new MarkdownIt({ html: true, linkify: true })
  // Only what says https:// is an address: main.ts and node.js are names.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  mathSyntax(markdown)
  const slot = (env: Slots, html: string): string => `${secret}-${env.slots.push(html) - 1}-`
  const rules = markdown.renderer.rules
  rules.math_inline = (tokens, at, _options, env) => slot(env as Slots, renderMath(content(tokens, at), false))
  rules.math_block = (tokens, at, _options, env) => {
    const html = renderMath(content(tokens, at), true)
    return slot(env as Slots, tokens[at]?.meta?.inline ? html : `<div class="math">${html}</div>\n`)
  }
  rules.fence = (tokens, at, _options, env) => {
    const language = (tokens[at]?.info ?? '').trim().split(/[\s{,]/)[0] ?? ''
    return slot(env as Slots, `<pre class="fence"><code>${highlight(content(tokens, at).replace(/\n$/, ''), language)}</code></pre>\n`)
  }
  rules.table_open = (_tokens, _at, _options, env) => `${slot(env as Slots, '<div class="scroll">')}<table>`
  rules.table_close = (_tokens, _at, _options, env) => `</table>${slot(env as Slots, '</div>')}`

  return (source, embed, outline) => {
    const env: Slots = { slots: [] }
    const tokens = markdown.parse(source, env)
    const fill = (html: string): string =>
      html.replace(new RegExp(`${secret}-(\\d+)-`, 'g'), (_mark, index) => env.slots[Number(index)] ?? '')
    const headingIds =
      outline === undefined
        ? []
        : headings(tokens).map(({ open, inline, level }) => {
            const label = markdown.renderer.renderInline(inline.children ?? [], markdown.options, env)
            const id = outline.add(level, fill(sanitizeLabel(label, embed)), plainText(inline))
            open.attrSet('id', id)
            return { inline, id }
          })
    for (const { inline, id } of headingIds) {
      const anchor = new (inline.constructor as new (type: string, tag: string, nesting: -1 | 0 | 1) => Token)('html_inline', '', 0)
      anchor.content = slot(env, `<a class="anchor" href="#${escapeHtml(id)}" aria-label="Link to this section">#</a>`)
      inline.children?.push(anchor)
    }
    return fill(sanitize(markdown.renderer.render(tokens, markdown.options, env), embed))
  }
}

function content(tokens: readonly Token[], at: number): string {
  return tokens[at]?.content ?? ''
}

function headings(tokens: readonly Token[]): { readonly open: Token; readonly inline: Token; readonly level: number }[] {
  return tokens.flatMap((open, at) => {
    const inline = tokens[at + 1]
    return open.type === 'heading_open' && inline !== undefined ? [{ open, inline, level: Number(open.tag.slice(1)) }] : []
  })
}

/** A heading inside the contents is itself a link: links, images and ids in it would not be valid there. */
function sanitizeLabel(html: string, embed: ImageEmbedder): string {
  return sanitize(html.replace(/<\/?(?:a|img)\b[^>]*>/g, ''), embed).replace(/ (?:id|tabindex)="[^"]*"/g, '')
}

function plainText(inline: Token): string {
  return (inline.children ?? [])
    .map(token => (['text', 'code_inline', 'math_inline'].includes(token.type) ? token.content : token.type.endsWith('break') ? ' ' : ''))
    .join('')
}
