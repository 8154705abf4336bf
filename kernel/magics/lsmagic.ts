import { escapeUTF8 } from 'entities'
import type { DisplayData } from '../interpreter.ts'
import type { Magic, RunningMagic } from './magic.ts'
import { typed, usageParts } from './usage.ts'

export const lsmagic: RunningMagic = {
  type: 'run',
  name: 'lsmagic',
  kind: 'line',
  summary: 'Lists the magics.',
  options: [],
  example: '%lsmagic',
  run: (_call, host) => host.display(magicTable(host.magics)),
}

export function magicTable(magics: readonly Magic[]): DisplayData {
  // `%%help` is `%help` above a body.
  const rows = magics
    .filter(({ kind, name }) => !(kind === 'cell' && name === 'help'))
    .map(magic => ({ name: typed(magic), usage: usageParts(magic), summary: magic.summary }))
  // In plain text the options would push the summaries off the line; `%name?` shows them.
  const width = Math.max(0, ...rows.map(({ name }) => name.length))
  const hint = 'A magic followed by ? shows its options: %%thread?'
  const body = rows.map(
    ({ usage, summary }) =>
      `<tr><td style="text-align:left"><code>${usage.map(unbroken).join(' ')}</code></td><td style="text-align:left">${escapeUTF8(summary)}</td></tr>`,
  )
  return {
    data: {
      'text/html': `<table><thead><tr><th style="text-align:left">Magic</th><th style="text-align:left">What it does</th></tr></thead><tbody>${body.join('')}</tbody></table><p>${hint}</p>`,
      'text/plain': [...rows.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`), '', hint].join('\n'),
    },
  }
}

/** A browser would break `[--timeout T]` after its dashes. */
function unbroken(part: string): string {
  return `<span style="white-space:nowrap">${escapeUTF8(part)}</span>`
}
