import { asset } from './assets.ts'
import type { ContentPolicy } from './content-policy.ts'
import { escapeHtml } from './escape-html.ts'
import type { HtmlScan } from './scripts-in-html.ts'

/** A frame's own policy; it comes on top of the page's, which browsers hand down to it. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data:"

/** HTML that brings scripts or styles, in a sandboxed frame without an origin, as high as its content. */
export function frame(scan: HtmlScan, label: string, csp: ContentPolicy): string {
  const script = `${asset('quiet.js')}\n${asset('frame.js')}`
  csp.allowScript(script)
  for (const text of scan.scripts) csp.allowScript(text)
  for (const text of scan.handlers) csp.allowHandler(text)
  if (scan.scripts.length > 0) csp.allowEval()
  const page =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<title>${escapeHtml(label)}</title><style>${asset('frame.css')}</style>` +
    `<script>${script}</script></head><body>${scan.local}</body></html>`
  return `${notice(scan.remote)}<iframe class="frame" sandbox="allow-scripts" title="${escapeHtml(label)}" srcdoc="${escapeHtml(page)}"></iframe>`
}

function notice(remote: readonly string[]): string {
  if (remote.length === 0) return ''
  const list = remote.map(address => `<code>${escapeHtml(address.slice(0, 120))}</code>`).join(', ')
  return `<p class="notice">This output wants to load ${list}. A report makes no connections, so it may be incomplete.</p>`
}
