/** A pool under measurement. */

import { sizes, type TaskName, type Workload } from './tasks.ts'

export interface Contender {
  readonly name: string
  /** Milliseconds of the whole workload; undefined where it has nothing for it. */
  measure(workload: Workload): Promise<number | undefined>
  /** At most that many rounds: of the slow ones. */
  readonly mostRounds?: Partial<Record<Workload, number>>
  close(): Promise<unknown>
}

/** What is needed of a pool in this process. */
export interface Runner {
  readonly name: string
  run(task: TaskName, input: number): PromiseLike<unknown>
  /** Where it has an own way of doing many. */
  map?(task: TaskName, inputs: readonly number[]): PromiseLike<unknown>
  /** Where that is another for tasks that take long. */
  mapLong?(task: TaskName, inputs: readonly number[]): PromiseLike<unknown>
  /** All at once, where it is not simply `run` for each. */
  submits?(task: TaskName, inputs: readonly number[]): PromiseLike<unknown>
  close(): Promise<unknown>
}

const numbers = Array.from({ length: sizes.map }, (_, index) => index)
const jobs = new Array<number>(sizes.cpu).fill(sizes.steps)
const naps = new Array<number>(sizes.sleeps).fill(sizes.nap)

export function contender(runner: Runner, mostRounds: Contender['mostRounds'] = {}): Contender {
  const submits = runner.submits ?? ((task, inputs) => Promise.all(inputs.map(input => runner.run(task, input))))
  const long = runner.mapLong ?? runner.map ?? submits
  const work: Record<Workload, () => PromiseLike<unknown> | undefined> = {
    map: () => runner.map?.('increment', numbers),
    submit: () => submits('increment', numbers),
    one: async () => {
      for (let index = 0; index < sizes.one; index++) await runner.run('increment', index)
    },
    cpu: () => long('burn', jobs),
    sleeps: () => submits('nap', naps),
  }
  return {
    name: runner.name,
    mostRounds,
    async measure(workload) {
      if (workload === 'map' && runner.map === undefined) return undefined
      const begun = performance.now()
      await work[workload]()
      return performance.now() - begun
    },
    close: () => runner.close(),
  }
}
