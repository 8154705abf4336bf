/** What is measured through a kernel: magics, and functions that its compiler has seen. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '../../kernel/protocol/content-reader.ts'
import { launch, type MeasuredKernel } from '../kernels/measured-kernel.ts'
import { preparePeer } from '../kernels/peers.ts'
import type { ClosureTimes } from './closures.ts'
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
    await closuresCells(context, kernel)
  } finally {
    await kernel.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function threadsCell({ effort, record }: SectionContext, kernel: MeasuredKernel): Promise<void> {
  const threads = ({ factor, name }: Way) => `%%thread -n 5 -o ${name}There\nindex * ${factor}`
  const here = ({ factor, name }: Way) => `let ${name}Here = [0, 1, 2, 3, 4].map(index => index * ${factor})`
  const same = { name: 'same', factor: 2, note: '' }
  for (const code of [threads(same), here(same), '']) await kernel.time(code)
  // One after the other: both set `lastRun`, so that in turns each would have to be checked again.
  for (const again of [true, false]) {
    for (const round of rounds(25, effort)) {
      const way = again ? same : { name: 'other', factor: 3 + round, note: ', new each time' }
      // All five are ready again, and the machine at rest.
      await kernel.time('await prewarm(5)')
      await kernel.time('1')
      record.add('five.cell', again ? 'an empty cell' : 'an empty cell, again', [await kernel.time('')])
      record.add('five.cell', `the same without threads${way.note}`, [await kernel.time(here(way))])
      record.add('five.cell', `%%thread -n 5${way.note}`, [await kernel.time(threads(way))])
    }
  }
}

interface Way {
  /** Of its variables. */
  readonly name: string
  readonly factor: number
  readonly note: string
}

async function sleepsCell({ effort, record }: SectionContext, kernel: MeasuredKernel): Promise<void> {
  const magic = `%%async -n ${sizes.sleeps}\n${nap}`
  const bare = `await Promise.all(Array.from({ length: ${sizes.sleeps} }, async () => { ${nap} }))\n0`
  const ways = [
    { name: 'bare event loop', code: bare },
    { name: '%%async', code: magic },
  ]
  // V8 compiles what runs often once more.
  for (const _ of rounds(5, effort)) for (const { code } of ways) await kernel.time(code)
  for (const round of rounds(20, effort))
    for (const { name, code } of rotated(ways, round)) record.add('sleeps.cell', name, [await kernel.time(code)])
}

const closureCount = 16

/** Closures of which each has its own text, in a cell that measures them itself. */
async function closuresCells({ effort, record }: SectionContext, kernel: MeasuredKernel): Promise<void> {
  await kernel.time('const closurePool = new ThreadPool({ workers: 1 })')
  // V8 compiles what runs often once more.
  for (const round of rounds(6, effort)) await shippedInCell(kernel, `warm${round}`, closureCount * round)
  for (const round of rounds(8, effort)) {
    const { first, later, plain } = await shippedInCell(kernel, `measured${round}`, 1000 + closureCount * round)
    record.add('closure.first', 'tsloom in a cell', first)
    record.add('closure.later', 'tsloom in a cell', later)
    record.add('closure.plain', 'tsloom in a cell', plain)
  }
  await kernel.time('await closurePool.close()')
}

async function shippedInCell(kernel: MeasuredKernel, name: string, first: number): Promise<ClosureTimes> {
  const texts = Array.from({ length: closureCount }, (_, n) => first + n)
  const made = texts.map(
    n => `{ closure: (base: number) => (x: number) => twice(x) + base + ${n}, plain: (x: number) => 2 * x + 3 + ${n} }`,
  )
  const code = `
const ${name} = { first: [] as number[], later: [] as number[], plain: [] as number[] }
{
  const twice = (x: number) => 2 * x
  const time = async (f: (x: number) => number) => {
    const begun = performance.now()
    await closurePool.submit(f, 1)
    return performance.now() - begun
  }
  for (const { closure, plain } of [${made.join(', ')}]) {
    const captures = closure(3)
    ${name}.first.push(await time(captures))
    await time(plain)
    for (let again = 0; again < 6; again++)
      for (const kind of [['later', 'plain'], ['plain', 'later']][again % 2] as ('later' | 'plain')[])
        ${name}[kind].push(await time(kind === 'later' ? captures : plain))
  }
}
console.log(JSON.stringify(${name}))`
  let printed = ''
  const { reply } = await kernel.run(code, {
    timeout: 30_000,
    onMessage: ({ header, content }) => {
      if (header.msg_type === 'stream' && isRecord(content)) printed += String(content.text)
    },
  })
  if (reply.status !== 'ok') throw new Error(`The cell that measures closures failed: ${JSON.stringify(reply)}`)
  return JSON.parse(printed) as ClosureTimes
}
