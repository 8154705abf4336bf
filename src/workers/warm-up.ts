/** What the first job of a worker would otherwise wait for: code that is compiled when it first runs. Code of users could notice nothing of it. */

import type { CompiledRuntime } from '../capture/contract.ts'
import { packError } from '../capture/failure.ts'
import { Reviver } from '../capture/reviver.ts'
import { JobRunner } from './job-runner.ts'
import type { RunMessage } from './messages.ts'
import { CurrentTask } from './worker-runtime.ts'

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
  context: { index: 0, count: 1 },
  owner: 0,
  label: '',
}

/** Runs an example job; what comes of it goes nowhere. */
export function warmUp(): void {
  const runtime: CompiledRuntime = {
    enter: () => {
      throw new Error('nothing here is compiled code')
    },
    closure: fn => fn,
    import: specifier => import(specifier),
    meta: { url: '', dirname: '', filename: '', resolve: String },
    shadowed: {},
    origin: () => undefined,
  }
  const runner = new JobRunner({
    name: '',
    current: new CurrentTask('', undefined),
    reviver: new Reviver(runtime),
    position: undefined,
    post: message => void structuredClone(message),
    check: () => {},
    handOn: () => undefined,
  })
  runner.run(EXAMPLE)
  packError(new Error('never shown'), () => undefined)
  // They are made when they are first looked at.
  void process.stdout.writableLength
  void process.stderr.writableLength
}
