import { escapeHtml } from './escape-html.ts'
import { highlight } from './highlight.ts'

/** Cell magics whose body is another language. */
const bodies: Readonly<Record<string, string>> = {
  bash: 'bash',
  sh: 'bash',
  python: 'python',
  html: 'html',
  svg: 'html',
  markdown: 'markdown',
  javascript: 'javascript',
}

/** HTML of a cell's code, with its magics marked; one cell magic may stand over another. */
export function highlightCell(code: string, language: string): string {
  const magic = /^(?:\/\/)?%%(\w+)[^\n]*\n?/.exec(code)
  if (magic === null) return highlightBody(code, language)
  const [line, name = ''] = magic
  const rest = code.slice(line.length)
  const body = name === 'writefile' ? extension(line) : bodies[name]
  const end = line.endsWith('\n') ? '\n' : ''
  return `${meta(line.trimEnd())}${end}${body === undefined ? highlightCell(rest, language) : highlight(rest, body)}`
}

function extension(line: string): string {
  return /\.(\w+)\s*$/.exec(line)?.[1] ?? ''
}

/** Runs of TypeScript are highlighted as one, so that a template literal may span lines; line magics stand between. */
function highlightBody(code: string, language: string): string {
  const parts: string[] = []
  let run: string[] = []
  const flush = (): void => {
    if (run.length > 0) parts.push(highlight(run.join('\n'), language))
    run = []
  }
  for (const line of code.split('\n')) {
    const magic = /^(\s*)(%\w+\??)(.*)$/.exec(line)
    if (magic === null) {
      run.push(line)
      continue
    }
    flush()
    const [, indent = '', name = '', rest = ''] = magic
    const isExpression = name === '%time' || name === '%timeit'
    parts.push(isExpression ? `${indent}${meta(name)}${highlight(rest, language)}` : `${indent}${meta(name + rest)}`)
  }
  flush()
  return parts.join('\n')
}

function meta(text: string): string {
  return `<span class="m">${escapeHtml(text)}</span>`
}
