import type { DisplayData } from '../interpreter.ts'
import type { MagicHost, RunningMagic } from './magic.ts'
import { MagicError } from './magic-error.ts'

export const expand: RunningMagic = {
  type: 'run',
  name: 'expand',
  kind: 'line',
  summary: 'Shows the TypeScript that a line stands for, without running it.',
  options: [],
  positional: { name: 'code', kind: 'rest', summary: 'the line to expand', required: true },
  example: '%expand %time sum(numbers)',
  run: (call, host) => show(String(call.values.code), host),
}

export const expandCell: RunningMagic = {
  type: 'run',
  name: 'expand',
  kind: 'cell',
  summary: 'Shows the TypeScript that the rest of the cell stands for, without running it.',
  options: [],
  example: `%%expand
%%thread -n 5
console.log('Task in progress')`,
  run(_call, host, body) {
    if (body.trim() === '') throw new MagicError('%%expand has nothing to expand: put the magic, or any code, on the lines below it.')
    show(body, host)
  },
}

function show(code: string, host: MagicHost): void {
  const expanded = host.expand(code)
  if (expanded.trim() === '') host.print('This is done by the kernel itself; it stands for no TypeScript.\n')
  else host.display(typescript(expanded))
}

function typescript(code: string): DisplayData {
  const text = code.replace(/\s+$/, '')
  // A fence has to be longer than any run of backticks inside.
  const fence = '`'.repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return { data: { 'text/markdown': `${fence}typescript\n${text}\n${fence}`, 'text/plain': text } }
}
