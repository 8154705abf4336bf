/**
 * What a type check costs: `node dist/bench/check-bench.js [cells]`. First cell after the start, warm `1+1`, declaring cells one
 * by one and queued at once, a cell with an import of its own, completion, and the memory of the type server.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecker } from '../kernel/check/checker.ts'
import { startTypeServer } from '../kernel/check/type-session.ts'
import type { CheckRequest } from '../kernel/check/types.ts'

const cells = Number(process.argv[2] ?? 320)
const folder = mkdtempSync(join(tmpdir(), 'tsloom-check-bench-'))
const started = performance.now()
const types = startTypeServer({ directory: folder, notice: text => console.error(text) })
const spawned = performance.now()
const checker = createChecker(types)

const plain = (ts: string, mentions: readonly string[] = []): CheckRequest => ({ ts, declarations: [], mentions: new Set(mentions) })

/** Uses what the cell before it declared. */
function declaring(index: number): CheckRequest {
  const before = index - 1
  const use = index > 0 ? `add${before}(fixed${before}); count${before} = ${index}\n` : ''
  return {
    ts: `${use}const fixed${index} = ${index}\nlet count${index} = 0\nfunction add${index}(a: number) { return a + 1 }`,
    declarations: [
      { name: `fixed${index}`, kind: 'const', hasValue: true },
      { name: `count${index}`, kind: 'let', hasValue: true },
      { name: `add${index}`, kind: 'function', hasValue: true },
    ],
    mentions: new Set([`add${before}`, `fixed${before}`, `count${before}`]),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function check(request: CheckRequest): Promise<void> {
  const { diagnostics } = await checker.check(request, { publish: 'if-clean' })
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
}

/** A front end needs a moment between two cells. */
const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

async function series(count: number, request: (index: number) => CheckRequest): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    times.push(await timed(() => check(request(index))))
    await pause()
  }
  return times
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)
  return `p50 ${at(0.5)}  p99 ${at(0.99)}`
}

function memory(): string {
  try {
    return `${Math.round(Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${types.pid}/smaps_rollup`, 'utf8'))?.[1]) / 1024)} MB PSS`
  } catch {
    return 'unknown'
  }
}

await check(plain('1 + 1'))
console.log(
  `first cell        ${(performance.now() - started).toFixed(1)} ms after the start (the start itself took ${(spawned - started).toFixed(1)} ms)`,
)
console.log(`memory            ${memory()}`)
console.log(`1 + 1             ${summary(await series(200, index => plain(`1 + ${index}`)))}`)
const times = await series(cells, declaring)
console.log(`declaring         ${summary(times)}  first ten ${summary(times.slice(0, 10))}  last ten ${summary(times.slice(-10))}`)
console.log(`memory            ${memory()} after ${cells} declaring cells`)
const queued = await timed(() => Promise.all(Array.from({ length: 100 }, (_, index) => check(declaring(cells + index)))))
console.log(`100 queued        ${(queued / 100).toFixed(2)} ms a cell`)
console.log(
  `own import        ${summary(await series(20, index => ({ ...plain(`import { readFileSync as r${index} } from 'node:fs'`), declarations: [{ name: `r${index}`, kind: 'import', hasValue: true }] })))}`,
)
console.log(`1 + 1             ${summary(await series(100, index => plain(`1 + ${index}`)))}`)
const completions: number[] = []
for (let index = 0; index < 20; index++) completions.push(await timed(() => checker.complete(plain('[1, 2].ma'), 9)))
console.log(`completion        ${summary(completions)}`)
console.log(`memory            ${memory()}`)
await checker.close()
rmSync(folder, { recursive: true, force: true })
