/** Messages of ordinary jobs between threads, without what goes without saying: structured clone takes its time for each key. */

import { isPlain } from './encoded-list.ts'
import type { FromWorker, JobId, ResultsMessage, RunMessage, ToWorker } from './messages.ts'

/** Of numbers alone it is one block of memory, and is used as it arrives. */
type List = readonly unknown[] | Float64Array

/** Apart from these a job is like the one before. */
export type ShortRun = readonly [job: JobId, index: number, calls: number, args: List, awake: boolean]

/** In a row, all of them plain. */
export type ShortResults = readonly [job: JobId, first: number, values: List, took: number | undefined]

/** The near side's end. */
export class RunWire {
  #last: RunMessage | undefined

  shorten(message: RunMessage): ShortRun | undefined {
    return this.#last !== undefined && isLike(message, this.#last)
      ? [message.job, message.context.index, message.calls, packed(message.args.value as readonly unknown[]), message.awake]
      : undefined
  }

  /** It has gone in full. */
  sent(message: RunMessage): void {
    this.#last = likeIt(message)
  }
}

/** The far side's end. */
export function expandRun(): (message: ToWorker | ShortRun) => ToWorker {
  let last: RunMessage | undefined
  return message => {
    if (!isShort(message)) {
      if (message.type === 'run') last = likeIt(message)
      return message
    }
    const like = last as RunMessage
    const [job, index, calls, args, awake] = message
    const context = index === like.context.index ? like.context : { ...like.context, index }
    return { ...like, job, calls, context, awake, args: { value: args, mixed: false } }
  }
}

export function shortenResults(message: FromWorker): FromWorker | ShortResults {
  if (message.type !== 'results' || message.failures !== undefined || typeof message.offsets !== 'number') return message
  const { job, offsets, values, took } = message
  return isPlain(values) ? [job, offsets, packed(values.value as readonly unknown[]), took] : message
}

export function expandResults(message: FromWorker | ShortResults): FromWorker {
  if (!isShort(message)) return message
  const [job, offsets, value, took] = message
  return { type: 'results', job, offsets, values: { value, mixed: false }, failures: undefined, took } satisfies ResultsMessage
}

/** Without what is of that one alone, and may be large. */
function likeIt(message: RunMessage): RunMessage {
  return { ...message, news: undefined, args: { value: [], mixed: false } }
}

function isShort<M>(message: M | readonly unknown[]): message is Extract<M, readonly unknown[]> {
  return Array.isArray(message)
}

function isLike(a: RunMessage, b: RunMessage): boolean {
  return (
    a.news === undefined &&
    isPlain(a.args) &&
    a.fn === b.fn &&
    a.mode === b.mode &&
    a.owner === b.owner &&
    a.label === b.label &&
    a.wantsTask === b.wantsTask &&
    a.single === b.single &&
    a.aliasing === b.aliasing &&
    a.timed === b.timed &&
    a.discard === b.discard &&
    a.last === b.last &&
    a.context.count === b.context.count &&
    a.context.apart === b.context.apart
  )
}

/** From so many on a block pays. */
const BLOCK = 16

function packed(list: readonly unknown[]): List {
  if (list.length < BLOCK) return list
  const block = new Float64Array(list.length)
  for (let index = 0; index < list.length; index++) {
    const item = list[index]
    if (typeof item !== 'number') return list
    block[index] = item
  }
  return block
}
