import type { MagicCall } from '../compile/types.ts'
import type { Expansion, MagicBody } from './magic.ts'
import { expandTask, optionsText } from './task-expansion.ts'

/** `%%thread` and `%%process`: the body in new workers of its own. */
export function expandSpawn(spawn: 'spawnThread' | 'spawnProcess', call: MagicCall, body: MagicBody): Expansion {
  const { n, name, detach, timeout } = call.values
  const options = optionsText({ count: n, name, timeout, detach })
  const callee = `$tsloom.${spawn}${options === '' ? '' : `.with(${options})`}`
  return expandTask({ call, body, callee, many: n !== undefined, detach: detach === true })
}
