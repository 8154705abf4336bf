import type { MagicCall } from '../compile/types.ts'
import type { Expansion } from './magic.ts'
import { expandTask, optionsText } from './task-expansion.ts'

/** `%%thread` and `%%process`: the body in new workers of its own. */
export function expandSpawn(spawn: 'spawnThread' | 'spawnProcess', call: MagicCall, returns: boolean): Expansion {
  const { n, name, detach, timeout } = call.values
  const options = optionsText({ count: n, name, timeout, detach })
  const callee = `$tsloom.${spawn}${options === '' ? '' : `.with(${options})`}`
  return expandTask({ call, returns, callee, many: n !== undefined, detach: detach === true })
}
