/** What it takes to send a function that a worker does not know yet, from a script: that is, without the kernel's compiler. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Pool } from '../../src/pools/pool.ts'
import { ProcessPool } from '../../src/pools/process-pool.ts'
import { ThreadPool } from '../../src/pools/thread-pool.ts'
import { rounds, type SectionContext } from './rounds.ts'

export async function closures({ effort, record }: SectionContext): Promise<void> {
  await using threads = new ThreadPool({ workers: 1 })
  await using processes = new ProcessPool({ workers: 1 })
  const pools: readonly (readonly [string, Pool])[] = [
    ['tsloom ThreadPool', threads],
    ['tsloom ProcessPool', processes],
  ]
  for (const [, pool] of pools) for (let warm = 0; warm < 300; warm++) await pool.submit(plain, warm)
  const makers = await closureMakers(rounds(8, effort).length * each * pools.length)
  let made = 0
  for (const _ of rounds(8, effort)) {
    for (const [name, pool] of pools) {
      const [first, later, simple]: number[][] = [[], [], []]
      for (let closures = 0; closures < each; closures++) {
        const closure = makers[made++]?.(3) ?? plain
        first?.push(await time(() => pool.submit(closure, 1)))
        for (let again = 0; again < 6; again++) {
          later?.push(await time(() => pool.submit(closure, 1)))
          simple?.push(await time(() => pool.submit(plain, 1)))
        }
      }
      record.add('closure.first', name, first ?? [])
      record.add('closure.later', name, later ?? [])
      record.add('closure.plain', name, simple ?? [])
      await largeCapture(name, pool)
    }
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

const each = 8
const plain = (x: number): number => x + 1

type Maker = (base: number) => (x: number) => number

/** Of closures of which each has a text and a captured variable of its own. */
async function closureMakers(count: number): Promise<readonly Maker[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsloom-bench-'))
  try {
    const file = join(folder, 'makers.mjs')
    writeFileSync(
      file,
      `export default [${Array.from({ length: count }, (_, number) => `base => x => x + base + ${number}`).join(',\n')}]\n`,
    )
    return ((await import(pathToFileURL(file).href)) as { default: readonly Maker[] }).default
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}
