import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'

/** `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and bare `\begin{…}…\end{…}`, as Jupyter reads them; tokens `math_inline`, `math_block`. */
export function mathSyntax(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'math_inline', inlineMath)
  markdown.block.ruler.before('fence', 'math_block', blockMath, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
}

function inlineMath(state: StateInline, silent: boolean): boolean {
  const found = matchInline(state.src, state.pos)
  if (found === undefined || found.end > state.posMax) return false
  if (!silent) {
    const token = state.push(found.display ? 'math_block' : 'math_inline', 'math', 0)
    token.content = found.tex
    token.meta = { inline: true }
  }
  state.pos = found.end
  return true
}

interface Formula {
  readonly tex: string
  readonly end: number
  readonly display: boolean
}

function matchInline(text: string, start: number): Formula | undefined {
  const rest = text.slice(start)
  const open = /^(?:\$\$|\$|\\\\\(|\\\\\[|\\\(|\\\[)/.exec(rest)?.[0]
  if (open === undefined) return undefined
  if (open === '$') return matchDollar(text, start)
  // Jupyter wants the backslash doubled; a single one before a bracket is Markdown's escape and stays that.
  if (open === '\\(' || open === '\\[') return undefined
  const close = { $$: '$$', '\\\\(': '\\\\)', '\\\\[': '\\\\]' }[open] ?? open
  const end = rest.indexOf(close, open.length)
  if (end < 0) return undefined
  const tex = rest.slice(open.length, end).trim()
  return tex === '' ? undefined : { tex, end: start + end + close.length, display: open !== '\\\\(' }
}

/** Pandoc's rule, so that prices stay prices: no space inside the dollars, no digit after the closing one; no code in it. */
function matchDollar(text: string, start: number): Formula | undefined {
  if (/\s|^$/.test(text.charAt(start + 1)) || text[start - 1] === '\\') return undefined
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') return undefined
    else if (text[at] === '$') {
      if (/\s/.test(text.charAt(at - 1)) || /\d/.test(text.charAt(at + 1))) return undefined
      return { tex: text.slice(start + 1, at), end: at + 1, display: false }
    }
  }
  return undefined
}

function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = lineOf(state, startLine)
  const close = closing(first)
  if (close === undefined || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false
  let last = startLine
  let text = first
  while (!ends(text, close)) {
    last++
    const outOfBlock = last >= endLine || (state.sCount[last] ?? 0) < state.blkIndent
    if (outOfBlock || lineOf(state, last).trim() === '') return false
    text += `\n${lineOf(state, last)}`
  }
  if (silent) return true
  const token = state.push('math_block', 'math', 0)
  token.block = true
  token.content = close === '$$' ? text.trim().slice(2, -2).trim() : text.trim()
  token.map = [startLine, last + 1]
  state.line = last + 1
  return true
}

function closing(line: string): string | undefined {
  const text = line.trim()
  if (text.startsWith('$$')) return '$$'
  const environment = /^\\begin\{([a-zA-Z]+\*?)\}/.exec(text)?.[1]
  return environment === undefined ? undefined : `\\end{${environment}}`
}

/** The formula must end its line: `$$a$$ and more` is a paragraph with display math in it. */
function ends(text: string, close: string): boolean {
  const trimmed = text.trim()
  return (
    trimmed.length >= 2 * close.length - (close === '$$' ? 0 : close.length) && trimmed.length > close.length && trimmed.endsWith(close)
  )
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}
