/** What the first job of a worker would otherwise wait for: code that is compiled when it first runs. Code of users could notice nothing of it. */

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { CompiledRuntime } from '../capture/contract.ts'
import { packError } from '../capture/failure.ts'
import { Reviver } from '../capture/reviver.ts'
import { JobRunner } from './job-runner.ts'
import { movedIn, type RunMessage } from './messages.ts'
import { Position } from './position.ts'
import { shortenResults } from './short-messages.ts'
import { CurrentTask } from './worker-runtime.ts'
import type { WorkerSide } from './worker-side.ts'

const EXAMPLE: RunMessage = {
  type: 'run',
  job: 1,
  news: {
    definitions: [
      {
        kind: 'function',
        id: 1,
        name: 'example',
        source: 'async ({ index }) => index',
        form: 'expression',
        location: undefined,
        scope: 'global',
        locals: ['local'],
        eager: [],
      },
    ],
    bindings: [],
    forget: [],
  },
  fn: 1,
  mode: 'sequence',
  wantsTask: true,
  calls: 1,
  args: { value: [[]], mixed: false },
  single: false,
  aliasing: false,
  timed: false,
  discard: false,
  last: true,
  awake: false,
  context: { index: 0, count: 1 },
  owner: 0,
  label: '',
}

/** Runs an example job that comes as real ones do; what comes of it goes nowhere. `done` is called after it. */
export function warmUp(listen: (port: MessagePort, side: WorkerSide) => void, done: () => void): void {
  const { port1: near, port2: far } = new MessageChannel()
  const runtime: CompiledRuntime = {
    enter: () => {
      throw new Error('nothing here is compiled code')
    },
    closure: fn => fn,
    import: () => Promise.reject(new Error('nothing here is imported')),
    meta: { url: '', dirname: '', filename: '', resolve: String },
    shadowed: {},
    origin: () => undefined,
  }
  const runner = new JobRunner({
    name: '',
    current: new CurrentTask('', undefined),
    reviver: new Reviver(runtime),
    position: new Position(),
    post(message) {
      far.postMessage(shortenResults(message), movedIn(message))
      far.close()
      done()
    },
    check: () => {},
    handOn: () => undefined,
  })
  listen(far, {
    idle: false,
    receive: message => {
      if (message.type === 'run') runner.run(message)
    },
  })
  near.postMessage(EXAMPLE)
  packError(new Error('never shown'), () => undefined)
  // They are made when they are first looked at.
  void process.stdout.writableLength
  void process.stderr.writableLength
}
