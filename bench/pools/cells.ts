/** What is measured through a kernel: magics, and functions that its compiler has seen. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '../../kernel/protocol/content-reader.ts'
import { launch, type MeasuredKernel } from '../kernels/measured-kernel.ts'
import { preparePeer } from '../kernels/peers.ts'
import { rotated, rounds, type SectionContext } from './rounds.ts'
import { sizes } from './tasks.ts'

const nap = `await new Promise<void>(resolve => setTimeout(resolve, ${sizes.nap}))`

export async function cells(context: SectionContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsloom-bench-'))
  const kernel = await launch(preparePeer('tsloom', context.root), folder)
  try {
    await kernel.time(`import { prewarm, ThreadPool } from 'tsloom'\nawait prewarm(5)`)
    await threadsCell(context, kernel)
    await sleepsCell(context, kernel)
    for (const round of rounds(6, context.effort)) await closuresCell(context, kernel, round)
  } finally {
    await kernel.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function threadsCell({ effort, record }: SectionContext, kernel: MeasuredKernel): Promise<void> {
  const threads = (factor: number) => `%%thread -n 5 -o results\nindex * ${factor}`
  const here = (factor: number) => `let here = [0, 1, 2, 3, 4].map(index => index * ${factor})`
  for (const code of [threads(2), here(2), '']) await kernel.time(code)
  for (const round of rounds(25, effort)) {
    // A cell that is run again need not be checked again.
    const ways = [
      { factor: 2, note: '' },
      { factor: 3 + round, note: ', new each time' },
    ]
    for (const { factor, note } of rotated(ways, round)) {
      // All five are ready again, and the machine at rest.
      await kernel.time('await prewarm(5)')
      await kernel.time('1')
      record.add('five.cell', note === '' ? 'an empty cell' : 'an empty cell, again', [await kernel.time('')])
      record.add('five.cell', `the same without threads${note}`, [await kernel.time(here(factor))])
      record.add('five.cell', `%%thread -n 5${note}`, [await kernel.time(threads(factor))])
    }
  }
}

async function sleepsCell({ effort, record }: SectionContext, kernel: MeasuredKernel): Promise<void> {
  const magic = `%%async -n ${sizes.sleeps}\n${nap}`
  const bare = `await Promise.all(Array.from({ length: ${sizes.sleeps} }, async () => { ${nap} }))\n0`
  for (const code of [magic, bare]) await kernel.time(code)
  for (const _ of rounds(6, effort)) {
    record.add('sleeps.cell', 'bare event loop', [await kernel.time(bare)])
    record.add('sleeps.cell', '%%async', [await kernel.time(magic)])
  }
}

/** Closures of which each has its own text, in a cell that measures them itself. */
async function closuresCell({ record }: SectionContext, kernel: MeasuredKernel, round: number): Promise<void> {
  const each = 10
  const made = Array.from({ length: each }, (_, n) => `(base: number) => (x: number) => twice(x) + base + ${round * each + n}`)
  const code = `
const closurePool${round} = new ThreadPool({ workers: 1 })
const plain${round} = (x: number) => x + 1
const measured${round} = { first: [] as number[], later: [] as number[], plain: [] as number[] }
{
  const twice = (x: number) => 2 * x
  const pool = closurePool${round}, times = measured${round}
  const time = async (f: (x: number) => number) => {
    const begun = performance.now()
    await pool.submit(f, 1)
    return performance.now() - begun
  }
  for (let warm = 0; warm < 300; warm++) await time(plain${round})
  for (const make of [${made.join(', ')}]) {
    const closure = make(3)
    times.first.push(await time(closure))
    for (let again = 0; again < 6; again++) {
      times.later.push(await time(closure))
      times.plain.push(await time(plain${round}))
    }
  }
  await pool.close()
}
console.log(JSON.stringify(measured${round}))`
  let printed = ''
  const { reply } = await kernel.run(code, {
    timeout: 30_000,
    onMessage: ({ header, content }) => {
      if (header.msg_type === 'stream' && isRecord(content)) printed += String(content.text)
    },
  })
  if (reply.status !== 'ok') throw new Error(`The cell that measures closures failed: ${JSON.stringify(reply)}`)
  const measured = JSON.parse(printed) as Record<'first' | 'later' | 'plain', number[]>
  record.add('closure.first', 'tsloom in a cell', measured.first)
  record.add('closure.later', 'tsloom in a cell', measured.later)
  record.add('closure.plain', 'tsloom in a cell', measured.plain)
}
