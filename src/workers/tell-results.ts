import { decode } from '../capture/decode.ts'
import { unpackError } from '../capture/failure.ts'
import type { ReferenceId } from '../capture/shipment.ts'
import type { ResultsMessage } from './messages.ts'
import type { JobListener } from './worker-host.ts'

export interface Told {
  readonly calls: number
  /** The last of them failed. */
  readonly failed: boolean
}

/** Tells the listener of each call that the message is of. */
export function tellResults(
  { offsets, values, failures }: ResultsMessage,
  listener: JobListener,
  resolve: (id: ReferenceId) => unknown,
): Told {
  const list = decode(values, resolve) as ArrayLike<unknown>
  if (failures === undefined && typeof offsets === 'number') {
    listener.doneInRow(offsets, list)
    return { calls: list.length, failed: false }
  }
  let next = 0
  let last: unknown
  for (let position = 0; position < list.length; position++) {
    const offset = typeof offsets === 'number' ? offsets + position : (offsets[position] as number)
    const failed = failures?.[next]
    last = failed !== undefined && failed[0] === position ? failed : undefined
    if (failed !== undefined && last !== undefined) {
      next++
      listener.failed(offset, unpackError(failed[1], resolve))
    } else listener.done(offset, list[position])
  }
  return { calls: list.length, failed: last !== undefined }
}
