/** What the task magics stand for: a call of the public API around the body, and where its result goes. */

import type { Segment } from '../compile/segments.ts'
import type { MagicCall } from '../compile/types.ts'
import type { Expansion, MagicBody } from './magic.ts'

/** The library, under a name that stays local to the cell. */
export const TSLOOM_IMPORT = `import * as $tsloom from 'tsloom'`
/** What only a notebook has, likewise. */
export const NOTEBOOK_IMPORT = `import * as $tsloom_notebook from 'tsloom/jupyter'`

/** Where the latest run of several tasks is kept. */
export const LAST_RUN = 'lastRun'

export interface TaskCall {
  readonly call: MagicCall
  readonly body: MagicBody
  /** Statements before the call. */
  readonly setUp?: readonly string[]
  /** What is called with the body as a function: `$tsloom.spawnThread`. */
  readonly callee: string
  /** Of the body's function, besides the task's context. */
  readonly parameters?: readonly string[]
  /** Further arguments. */
  readonly rest?: readonly Segment[]
  /** Several tasks: an array of results, and a `lastRun`. */
  readonly many: boolean
  /** The results are wanted as they come. */
  readonly unordered?: boolean
  readonly detach?: boolean
}

export function expandTask(task: TaskCall): Expansion {
  const { call, body, setUp = [], callee, parameters = [], rest = [], many, detach = false } = task
  const shown = showTasks(call.values)
  const statements = [...shown, ...setUp].map(statement => `${statement}\n`).join('')
  const work = bodyFunction(body, parameters)
  const open = `${callee}(${work.open}`
  const close: readonly Segment[] = [work.close, ...rest, ')']
  const hoisted = [TSLOOM_IMPORT, ...(shown.length > 0 ? [NOTEBOOK_IMPORT] : [])]
  const around = (start: string, end: string): Expansion => ({ hoisted, before: [`${statements}${start}${open}`], after: [...close, end] })
  const { o } = call.values
  const kept = o === undefined ? undefined : String(o)

  // A Task can be awaited, so a cell whose value is one would wait for it: `void` keeps a detached one out of the value.
  if (detach) return kept === undefined ? around('void ', '') : around('const $tsloom_run = ', `\nexport { $tsloom_run as ${kept} }`)
  if (many) return around('const $tsloom_run = ', `\n${manyResults(task, kept)}`)
  return kept === undefined ? around('await ', '') : around('const $tsloom_out = await ', `\nexport { $tsloom_out as ${kept} }`)
}

const CONTEXT = ['index', 'count', 'signal', 'progress']

/**
 * Around the body, as a function that takes of the task's context what the body uses: an AbortSignal that nobody looks at costs more
 * than a small task. The body has a block of its own, so that `let count = 0` in it is no second declaration of a parameter.
 */
export function bodyFunction(body: MagicBody, parameters: readonly string[]): { readonly open: string; readonly close: string } {
  const used = CONTEXT.filter(name => body.mentions(name))
  if (used.length === 0) return { open: `async (${parameters.join(', ')}) => {{`, close: '}}' }
  const context = `{ ${used.join(', ')} }`
  return { open: `$tsloom.withTask(async (${[context, ...parameters].join(', ')}) => {{`, close: '}})' }
}

/** `lastRun` is set before the results are waited for, so that a failure or an interrupt leaves what had arrived. */
function manyResults({ body: { returns }, unordered }: TaskCall, kept: string | undefined): string {
  const out = unordered
    ? [
        'const $tsloom_out: Awaited<typeof $tsloom_run> = []',
        'for await (const $tsloom_value of $tsloom_run) $tsloom_out.push($tsloom_value)',
      ]
    : ['const $tsloom_out = await $tsloom_run']
  // The last expression of a body is often a call that returns nothing: no array of `undefined` then.
  const value = returns ? ['$tsloom_out.some(value => value !== undefined) ? $tsloom_out : undefined'] : []
  return [
    `const $tsloom_arrived = $tsloom_run.arrived`,
    `export { $tsloom_arrived as ${LAST_RUN} }`,
    ...out,
    ...(kept === undefined ? value : [`export { $tsloom_out as ${kept} }`]),
  ].join('\n')
}

/** `-o` names a variable of the notebook, and some of those are spoken for. */
export function refuseResultName({ o }: MagicCall['values']): string | undefined {
  return o === LAST_RUN ? `-o wants another name: ${LAST_RUN} holds what has arrived of the latest run.` : undefined
}

function showTasks({ timeline, group, to }: MagicCall['values']): readonly string[] {
  const options = optionsText({ timeline, group, to: to === 'spawn' ? undefined : to })
  return options === '' ? [] : [`$tsloom_notebook.showTasks(${options})`]
}

/** `{ count: 5, name: 'x' }`; nothing where nothing is given. */
export function optionsText(options: Readonly<Record<string, MagicCall['values'][string] | undefined>>): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `{ ${given.map(([key, value]) => `${key}: ${literal(value)}`).join(', ')} }`
}

function literal(value: MagicCall['values'][string] | undefined): string {
  return typeof value === 'string' ? quoted(value) : String(value)
}

/** A text as TypeScript. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
