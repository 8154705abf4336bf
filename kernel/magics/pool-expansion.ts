import type { MagicCall } from '../compile/types.ts'
import type { Expansion, MagicBody } from './magic.ts'
import { expandTask, optionsText, refuseResultName } from './task-expansion.ts'

export interface PoolChoice {
  readonly pool: 'ThreadPool' | 'ProcessPool' | 'AsyncPool'
  /** Of its constructor. */
  readonly options: MagicCall['values']
}

/** A pool for the cell alone: its end closes it. */
export function expandPool({ pool, options }: PoolChoice, call: MagicCall, body: MagicBody): Expansion {
  const { n, chunk, unordered, retries, timeout } = call.values
  const setUp = [`await using $tsloom_pool = new $tsloom.${pool}(${optionsText(options)})`]
  const each = optionsText({ timeout, retries })
  const target = `$tsloom_pool${each === '' ? '' : `.with(${each})`}`
  const items = n === undefined ? call.places.map : `[...Array(${n}).keys()]`
  if (items === undefined) return expandTask({ call, body, setUp, callee: `${target}.submit`, many: false })

  const how = optionsText({ chunk, ordered: unordered === true ? false : undefined, failFast: call.values['fail-fast'] })
  return expandTask({
    call,
    body,
    setUp,
    callee: `${target}.map`,
    parameters: ['item'],
    rest: [', ', items, how === '' ? '' : `, ${how}`],
    many: true,
    unordered: unordered === true,
  })
}

/** `ofMany`: options that say something about several tasks only. */
export function refusePool(values: MagicCall['values'], ofMany: readonly string[]): string | undefined {
  if (values.n !== undefined && values.map !== undefined)
    return '-n and --map exclude each other: one task for each number, or for each item.'
  const isMany = values.n !== undefined || values.map !== undefined
  const lonely = isMany ? undefined : ofMany.find(name => values[name] !== undefined)
  if (lonely !== undefined) return `--${lonely} is for several tasks: say how many with -n, or what for with --map.`
  return refuseResultName(values)
}
