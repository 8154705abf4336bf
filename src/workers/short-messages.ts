/** Messages of ordinary jobs between threads, without what goes without saying: structured clone takes its time for each key. */

import type { ReferenceId } from '../capture/shipment.ts'
import { isPlain } from './encoded-list.ts'
import type { FromWorker, JobId, ResultsMessage, RunMessage, ToWorker } from './messages.ts'
import { expandNews, type ShortNews, shortenNews } from './short-news.ts'

/** Of numbers alone it is one block of memory, and is used as it arrives. */
type List = readonly unknown[] | Float64Array

/** Apart from these a job is like the one before. The last two only where they are not. */
export type ShortRun = readonly [
  job: JobId,
  index: number,
  calls: number,
  args: List,
  awake: boolean,
  fn?: ReferenceId,
  news?: ShortNews | undefined,
]

/** In a row, all of them plain. */
export type ShortResults = readonly [job: JobId, first: number, values: List, took: number | undefined]

/** The near side's end. */
export class RunWire {
  #last: RunMessage | undefined

  shorten(message: RunMessage): ShortRun | undefined {
    if (this.#last === undefined || !isLike(message, this.#last)) return undefined
    const { job, context, calls, args, awake, fn, news } = message
    const list = packed(args.value as readonly unknown[])
    if (news === undefined)
      return fn === this.#last.fn ? [job, context.index, calls, list, awake] : [job, context.index, calls, list, awake, fn]
    const short = shortenNews(news)
    return short && [job, context.index, calls, list, awake, fn, short]
  }

  /** It has gone, in full or as `short`. */
  sent(message: RunMessage, short: ShortRun | undefined): void {
    if (short === undefined || message.fn !== this.#last?.fn) this.#last = likeIt(message)
  }
}

/** The far side's end. */
export function expandRun(): (message: ToWorker | ShortRun) => ToWorker {
  let last: RunMessage | undefined
  let fn: ReferenceId = 0
  return message => {
    if (!isShort(message)) {
      if (message.type !== 'run') return message
      last = likeIt(message)
      fn = message.fn
      return message
    }
    const like = last as RunMessage
    const [job, index, calls, args, awake, other = fn, news] = message
    fn = other
    const context = index === like.context.index ? like.context : { ...like.context, index }
    return { ...like, job, fn, calls, context, awake, args: { value: args, mixed: false }, news: news && expandNews(news) }
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
    isPlain(a.args) &&
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
