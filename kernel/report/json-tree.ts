import { escapeHtml } from './escape-html.ts'

/** Beyond this depth or width of a level the rest is shown as one line of JSON, so that a page stays a page. */
const maxDepth = 12
const maxItems = 500

/** A JSON value as nested `details`, the upper levels open. */
export function jsonTree(value: unknown, expanded = false): string {
  return `<div class="json">${node('', value, 0, expanded)}</div>`
}

/** `label` is the key that stands before the value, as HTML. */
function node(label: string, value: unknown, depth: number, expanded: boolean): string {
  if (typeof value !== 'object' || value === null) return label + leaf(value)
  const isArray = Array.isArray(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return `${label}<span class="p">${isArray ? '[]' : '{}'}</span>`
  if (depth >= maxDepth) return `${label}<span class="o">${escapeHtml(JSON.stringify(value))}</span>`
  const size = `${entries.length} ${isArray ? 'item' : 'key'}${entries.length === 1 ? '' : 's'}`
  const open = expanded || depth === 0 || (depth === 1 && entries.length <= 10) ? ' open' : ''
  const shown = entries
    .slice(0, maxItems)
    .map(([key, item]) => `<li>${node(`<span class="${isArray ? 'o' : 'p'}">${escapeHtml(key)}</span>: `, item, depth + 1, expanded)}</li>`)
  const rest = entries.length > maxItems ? `<li class="o">… ${entries.length - maxItems} more</li>` : ''
  return `<details${open}><summary>${label}${isArray ? '[…]' : '{…}'} <span class="o">${size}</span></summary><ul>${shown.join('')}${rest}</ul></details>`
}

function leaf(value: unknown): string {
  const cls = typeof value === 'string' ? 's' : typeof value === 'number' ? 'n' : 'k'
  return `<span class="${cls}">${escapeHtml(JSON.stringify(value) ?? 'undefined')}</span>`
}
