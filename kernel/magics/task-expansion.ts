/** What `%%thread` and its like stand for: one call of the public API. */

import type { MagicCall } from '../compile/types.ts'
import type { Expansion, MagicOption } from './magic.ts'

/** `workers` as people call them: "threads". */
export function taskOptions(workers: string): readonly MagicOption[] {
  return [
    { flags: ['-n'], kind: 'integer', value: 'N', summary: `number of ${workers}; the result is an array by index` },
    { flags: ['-o'], kind: 'name', value: 'NAME', summary: 'variable that receives the result' },
    { flags: ['--name'], kind: 'word', value: 'L', summary: 'label in front of what they print and in errors' },
    { flags: ['--detach'], kind: 'flag', summary: 'the cell does not wait; -o receives the Task instead of its result' },
    { flags: ['--timeout'], kind: 'duration', value: 'T', summary: 'stops them after this time: 500ms, 30s, 2m' },
  ]
}

/**
 * The body has a block of its own, so that `let count = 0` in it is no second declaration of the parameter.
 */
export function expandTask(spawn: 'spawnThread', call: MagicCall, body: { readonly returns: boolean }): Expansion {
  const { n, o, name, detach, timeout } = call.values
  const options = { count: n, name, timeout, detach }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const view = given.length > 0 ? `.with({ ${given.map(([key, value]) => `${key}: ${literal(value)}`).join(', ')} })` : ''
  const work = `$tsloom.${spawn}${view}($tsloom.withTask(async ({ index, count, signal, progress }) => {{`
  // A Task can be awaited, so a cell whose value is one would wait for it: `void` keeps a detached one out of the value.
  const keyword = detach ? '' : 'await '
  const named = (after: string): Expansion => ({
    hoisted: TSLOOM_IMPORT,
    before: `const $tsloom_out = ${keyword}${work}`,
    after: `}}))\n${after}`,
  })
  if (o !== undefined) return named(`export { $tsloom_out as ${String(o)} }`)
  // The last expression of a body is often a call that returns nothing: no array of `undefined` then.
  if (n !== undefined && !detach && body.returns) return named('$tsloom_out.some(value => value !== undefined) ? $tsloom_out : undefined')
  const isValue = n === undefined && !detach
  return { hoisted: TSLOOM_IMPORT, before: `${isValue ? '' : 'void '}${keyword}${work}`, after: '}}))' }
}

/** The library, under a name that stays local to the cell. */
export const TSLOOM_IMPORT = `import * as $tsloom from 'tsloom'`

function literal(value: MagicCall['values'][string] | undefined): string {
  return typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : String(value)
}
