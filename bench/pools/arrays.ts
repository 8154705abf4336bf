/** 64 MB of numbers to a worker and back. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { transfer } from '../../src/capture/transfer.ts'
import { ProcessPool } from '../../src/pools/process-pool.ts'
import { ThreadPool } from '../../src/pools/thread-pool.ts'
import { rotated, rounds, type SectionContext } from './rounds.ts'

const length = 2 ** 23

const second = (values: Float64Array) => values[1]
const same = (values: Float64Array) => values
const movedBack = (values: Float64Array<ArrayBuffer>) => transfer(values)

export async function arrays({ workers, effort, record }: SectionContext): Promise<void> {
  await using threads = new ThreadPool({ workers: 1 })
  await using processes = new ProcessPool({ workers: 1 })
  const raw = new Worker(join(workers, 'raw-thread.cjs'))
  const echo = fork(join(workers, 'echo-process.cjs'), { serialization: 'advanced' })
  const shared = new Float64Array(new SharedArrayBuffer(length * 8)).fill(1)
  const plain = new Float64Array(length).fill(1)
  let moving = new Float64Array(length).fill(1)
  const ways: Record<string, readonly [metric: string, move: () => Promise<unknown>]> = {
    'tsloom, shared': ['arrays.threads', () => threads.submit(second, shared)],
    'tsloom, transferred': [
      'arrays.threads',
      async () => {
        moving = (await threads.submit(movedBack, transfer(moving))) as typeof moving
      },
    ],
    'raw, transferred': [
      'arrays.threads',
      async () => {
        const answer = once(raw, 'message')
        raw.postMessage({ id: 0, move: true, inputs: [moving] }, [moving.buffer])
        moving = ((await answer)[0] as { results: [typeof moving] }).results[0]
      },
    ],
    'raw, cloned': [
      'arrays.threads',
      async () => {
        const answer = once(raw, 'message')
        raw.postMessage({ id: 0, move: true, inputs: [plain] })
        await answer
      },
    ],
    'tsloom ProcessPool': ['arrays.processes', () => processes.submit(same, plain)],
    'fork, advanced': ['arrays.processes', () => thereAndBack(echo, plain)],
  }
  const names = Object.keys(ways)
  try {
    for (const name of [...names, ...names]) await ways[name]?.[1]()
    for (const round of rounds(6, effort)) {
      for (const name of rotated(names, round)) {
        const [metric, move] = ways[name] as (typeof ways)[string]
        const values: number[] = []
        for (let spent = 0; spent < 30 && values.length < 20; ) {
          const begun = performance.now()
          await move()
          values.push(performance.now() - begun)
          spent += values.at(-1) ?? 0
        }
        record.add(metric, name, values)
      }
    }
  } finally {
    await raw.terminate()
    echo.kill()
  }
}

async function thereAndBack(echo: ChildProcess, values: Float64Array): Promise<void> {
  const answer = once(echo, 'message')
  echo.send(values)
  await answer
}
