/** What it takes to send a function that a worker does not know yet, from a script: that is, without the kernel's compiler. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Pool } from '../../src/pools/pool.ts'
import { ProcessPool } from '../../src/pools/process-pool.ts'
import { ThreadPool } from '../../src/pools/thread-pool.ts'
import { rotated, rounds, type SectionContext } from './rounds.ts'
import { increment } from './tasks.ts'

export async function closures({ effort, record }: SectionContext): Promise<void> {
  await using threads = new ThreadPool({ workers: 1 })
  await using processes = new ProcessPool({ workers: 1 })
  const pools: readonly (readonly [string, Pool])[] = [
    ['tsloom ThreadPool', threads],
    ['tsloom ProcessPool', processes],
  ]
  for (const [, pool] of pools) for (let warm = 0; warm < 300; warm++) await pool.submit(increment, warm)
  const makers = await closureMakers((warmUp + rounds(8, effort).length * each) * pools.length)
  for (const [name, pool] of pools) {
    const { first } = await shipped(pool, warmUp)
    record.add('closure.coldest', name, first.slice(0, 1))
  }
  for (const _ of rounds(8, effort)) {
    for (const [name, pool] of pools) {
      const { first, later, plain } = await shipped(pool, each)
      record.add('closure.first', name, first)
      record.add('closure.later', name, later)
      record.add('closure.plain', name, plain)
      await largeCapture(name, pool)
    }
  }

  async function shipped(pool: Pool, count: number): Promise<ClosureTimes> {
    const times: ClosureTimes = { first: [], later: [], plain: [] }
    for (const { closure, plain } of makers.splice(0, count)) {
      const captures = closure(3)
      times.first.push(await time(() => pool.submit(captures, 1)))
      await pool.submit(plain, 1)
      for (let again = 0; again < 6; again++)
        for (const kind of rotated(['later', 'plain'] as const, again)) {
          const f = kind === 'later' ? captures : plain
          times[kind].push(await time(() => pool.submit(f, 1)))
        }
    }
    return times
  }

  async function largeCapture(name: string, pool: Pool): Promise<void> {
    const numbers = new Float64Array(2 ** 20).fill(Math.random())
    const sum = (at: number): number => (numbers[at] ?? 0) + 1
    record.add('large.first', name, [await time(() => pool.submit(sum, 1))])
    const later: number[] = []
    for (let again = 0; again < 8; again++) later.push(await time(() => pool.submit(sum, 1)))
    record.add('large.later', name, later)
  }
}

/** Closures before the measured ones: V8 compiles what runs often once more. */
const warmUp = 100
const each = 16
export type ClosureTimes = Record<'first' | 'later' | 'plain', number[]>

/** A closure, and a function that captures nothing, each with a text of its own. */
interface Maker {
  readonly closure: (base: number) => (x: number) => number
  readonly plain: (x: number) => number
}

async function closureMakers(count: number): Promise<Maker[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsloom-bench-'))
  try {
    const file = join(folder, 'makers.mjs')
    const makers = Array.from(
      { length: count },
      (_, number) => `{ closure: base => x => x + base + ${number}, plain: x => x + 3 + ${number} }`,
    )
    writeFileSync(file, `export default [${makers.join(',\n')}]\n`)
    return ((await import(pathToFileURL(file).href)) as { default: Maker[] }).default
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}
