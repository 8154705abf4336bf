import { shell } from '@codemirror/legacy-modes/mode/shell'
import { standardSQL } from '@codemirror/legacy-modes/mode/sql'
import { yaml } from '@codemirror/legacy-modes/mode/yaml'
import { type StreamParser, StringStream } from '@codemirror/streamparser'
import type { Parser } from '@lezer/common'
import { parser as css } from '@lezer/css'
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight'
import { parser as html } from '@lezer/html'
import { parser as javascript } from '@lezer/javascript'
import { parser as json } from '@lezer/json'
import { parser as python } from '@lezer/python'
import { escapeHtml } from './escape-html.ts'

const typescript = javascript.configure({ dialect: 'ts' })
const tsx = javascript.configure({ dialect: 'ts jsx' })

/** The grammars of JupyterLab's own editor: small, and the report looks as the notebook does. */
const grammars: ReadonlyMap<string, Parser> = new Map(
  Object.entries({
    typescript,
    ts: typescript,
    tsx,
    jsx: tsx,
    javascript: tsx,
    js: tsx,
    mjs: tsx,
    mts: typescript,
    python,
    python3: python,
    py: python,
    json,
    ipynb: json,
    html,
    svg: html,
    xml: html,
    css,
  }),
)
const streams: ReadonlyMap<string, StreamParser<unknown>> = new Map(
  Object.entries({ bash: shell, sh: shell, shell, zsh: shell, console: shell, yaml, yml: yaml, sql: standardSQL as StreamParser<unknown> }),
)

const classes = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.self, tags.null, tags.bool, tags.atom], class: 'k' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue], class: 's' },
  { tag: [tags.number, tags.unit, tags.color], class: 'n' },
  { tag: [tags.comment], class: 'c' },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], class: 't' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], class: 'f' },
  { tag: [tags.propertyName, tags.attributeName, tags.labelName], class: 'p' },
  { tag: [tags.meta, tags.processingInstruction, tags.escape], class: 'm' },
])

/** Escaped HTML of `code`; a language that is not known stays plain. */
export function highlight(code: string, language: string): string {
  const name = language.toLowerCase()
  const grammar = grammars.get(name)
  if (grammar !== undefined) return highlightTree(code, grammar)
  const stream = streams.get(name)
  return stream === undefined ? escapeHtml(code) : highlightStream(code, stream)
}

function highlightTree(code: string, grammar: Parser): string {
  let out = ''
  highlightCode(
    code,
    grammar.parse(code),
    classes,
    (text, cls) => {
      out += span(text, cls)
    },
    () => {
      out += '\n'
    },
  )
  return out
}

function highlightStream(code: string, mode: StreamParser<unknown>): string {
  const state = mode.startState?.(2) ?? {}
  return code
    .split('\n')
    .map(line => highlightLine(line, mode, state))
    .join('\n')
}

function highlightLine(line: string, mode: StreamParser<unknown>, state: unknown): string {
  if (line === '') mode.blankLine?.(state, 2)
  const stream = new StringStream(line, 2, 2)
  let out = ''
  // A mode may return an empty token to change its state, so the end is bounded by turns as well.
  for (let turns = 2 * line.length + 2; !stream.eol() && turns > 0; turns--) {
    stream.start = stream.pos
    const token = mode.token(stream, state)
    out += span(line.slice(stream.start, stream.pos), streamClasses[token?.split(/[ .]/)[0] ?? ''] ?? '')
  }
  return out + escapeHtml(line.slice(stream.pos))
}

const streamClasses: Readonly<Record<string, string>> = {
  keyword: 'k',
  atom: 'k',
  bool: 'k',
  string: 's',
  number: 'n',
  comment: 'c',
  builtin: 'f',
  attribute: 'p',
  def: 'p',
  meta: 'm',
  type: 't',
  propertyName: 'p',
}

function span(text: string, cls: string): string {
  return cls === '' ? escapeHtml(text) : `<span class="${cls}">${escapeHtml(text)}</span>`
}
