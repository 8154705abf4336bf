/** What a worker process runs: worker-farm calls these functions. Its near side is `process-host.ts`. */

import { refuseLocal } from '../capture/shareable.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { NotShippableError } from '../errors.ts'
import { remoteChannels } from '../sync/remote-channels.ts'
import { ArrayFiles } from './array-files.ts'
import { type FromWorker, type JobId, type RunMessage, refused, type ToWorker } from './messages.ts'
import type { AsideFromWorker, AsideToWorker, ProcessData } from './process-host.ts'
import { packValues, unpackValues } from './process-values.ts'
import { Turning } from './round-trips.ts'
import { expandRun, type ShortResults, type ShortRun, shortenResults } from './short-messages.ts'
import { serveJobs, type WorkerSide } from './worker-side.ts'

/** Gives the call's result to worker-farm. */
type Callback = (error: unknown, result?: FromWorker | ShortResults) => void

class ProcessWorker {
  readonly #callbacks = new Map<JobId, Callback>()
  readonly #send = sender()
  readonly #receive: Promise<WorkerSide>
  readonly #expand = expandRun()
  #side: WorkerSide | undefined
  /** What has to be there before messages can be taken. */
  #awaited: Promise<unknown> | undefined
  #makesChannels = false
  #serve: (data: ProcessData) => void = () => {}
  #files = new ArrayFiles()
  readonly #turning = new Turning()
  #awake = false
  #left: Promise<void> = Promise.resolve()

  constructor() {
    // An interrupt of the group is for who started this process; it ends with its channel.
    process.on('SIGINT', () => {})
    const exit = process.exit.bind(process)
    process.on('disconnect', () => {
      this.#files.remove()
      exit()
    })
    process.on('message', (aside: AsideToWorker) => {
      if (aside?.owner !== 'tsloom') return
      if ('message' in aside) this.#give(aside.message)
      else remoteChannels().receive(aside.channel)
    })
    remoteChannels().connect(channel => this.#send({ owner: 'tsloom', channel }, () => {}))
    this.#receive = new Promise((resolve, reject) => {
      this.#serve = data => {
        this.#files = new ArrayFiles(data.files)
        const side = serveJobs(data, {
          post: message => this.#post(message),
          posted: () => this.#left,
          check: checkResult,
          // What waits to be handed on goes first.
          unref: () =>
            void remoteChannels()
              .passed()
              .then(() => process.channel?.unref()),
          load: specifier => import(specifier),
        })
        if (side instanceof Promise) side.then(resolve, reject)
        else resolve(side)
      }
    })
    this.#await(
      this.#receive.then(side => {
        this.#side = side
      }),
    )
  }

  readonly start = (data: ProcessData, callback: Callback): void => {
    this.#serve(data)
    this.#receive.then(() => callback(null), callback)
  }

  readonly run = (sent: RunMessage | ShortRun, callback: Callback): void => {
    const message = this.#expand(sent) as RunMessage
    this.#turning.end()
    this.#awake = message.awake
    this.#callbacks.set(message.job, callback)
    try {
      // Now, so that what is cancelled before it begins leaves no files.
      this.#give(unpackValues(message, this.#files))
    } catch (error) {
      this.#post(refused(message, error))
    }
  }

  /** To what runs jobs, once it is there, and what arrives with this one can be made here. Messages keep their order. */
  #give(message: ToWorker): void {
    if (!this.#makesChannels && message.type === 'run' && bringsChannel(message)) {
      this.#makesChannels = true
      this.#await(import('../sync/channel.ts'))
    }
    if (this.#awaited === undefined) this.#side?.receive(message)
    else void this.#awaited.then(() => this.#side?.receive(message))
  }

  #await(what: Promise<unknown>): void {
    const all = Promise.all([what, this.#awaited])
    this.#awaited = all
    // A worker that could not be set up has told so.
    all.then(
      () => {
        if (this.#awaited === all) this.#awaited = undefined
      },
      () => {},
    )
  }

  #post(message: FromWorker): void {
    // The farm counts a call as under way until its job has ended.
    if (message.type !== 'results' || message.took === undefined) {
      const aside: AsideFromWorker = { owner: 'tsloom', message: packValues(message, { files: this.#files }) }
      let sent = (): void => {}
      const left = new Promise<void>(resolve => {
        sent = resolve
      })
      // Throws for what does not clone.
      this.#send(aside, sent)
      this.#left = left
      return
    }
    this.#callbacks.get(message.job)?.(null, shortenResults(packValues(message, { files: this.#files })))
    this.#callbacks.delete(message.job)
    if (this.#awake && this.#callbacks.size === 0) this.#turning.begin()
  }
}

function bringsChannel({ args, news }: RunMessage): boolean {
  return hasChannel(args) || news?.bindings.some(({ value }) => hasChannel(value)) === true
}

function hasChannel({ bridged }: EncodedValue): boolean {
  return bridged !== undefined
}

function checkResult(value: EncodedValue): void {
  refuseLocal([value])
  if (hasChannel(value))
    throw new NotShippableError(`${value.bridged}, which cannot come back from a process; make it outside, and pass it as an argument`)
}

/** The way to the host; what others send would be taken for its messages. */
function sender(): (aside: AsideFromWorker, sent: () => void) => void {
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('process-entry runs only as a worker process')
  process.send = (message: unknown, ...rest: unknown[]) => {
    if ((message as { owner?: unknown } | null)?.owner !== 'farm')
      throw new Error('process.send() has no receiver in a worker of tsloom; return the value, or send it through a Channel')
    return (send as (message: unknown, ...rest: unknown[]) => boolean)(message, ...rest)
  }
  return (aside, sent) => void send(aside, undefined, undefined, sent)
}

const worker = new ProcessWorker()
export const { start, run } = worker
