import type { MagicHost, RunningMagic } from './magic.ts'

type Mode = MagicHost['typecheck']

const MEANING: Readonly<Record<Mode, string>> = {
  error: 'a cell with type errors does not run',
  warn: 'type errors are shown and the cell runs',
  off: 'types are not checked',
}
const MODES = Object.keys(MEANING) as Mode[]

export const typecheck: RunningMagic = {
  type: 'run',
  name: 'typecheck',
  kind: 'line',
  summary: 'What a type error does from here on: stop the cell, warn, or nothing. Alone it shows the current choice.',
  options: [],
  positional: { name: 'mode', kind: 'word', summary: MODES.map(mode => `${mode}: ${MEANING[mode]}`).join('; '), choices: MODES },
  example: '%typecheck warn',
  run(call, host) {
    const wanted = MODES.find(mode => mode === call.values.mode)
    if (wanted) host.typecheck = wanted
    else host.print(`${host.typecheck}: ${MEANING[host.typecheck]}\n`)
  },
}
