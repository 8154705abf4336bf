import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProcessPool, WorkerLostError } from '../../../src/index.ts'
import { processGone } from '../../support/process-gone.ts'

test('flags that Node refuses fail the tasks, and say so', async () => {
  await using pool = new ProcessPool({ workers: 1, name: 'odd', execArgv: ['--no-such-flag'] })
  await assert.rejects(
    pool.submit(() => 1),
    error =>
      error instanceof WorkerLostError &&
      /^odd-1 could not start: .*exit code 9; Node refuses the flags --no-such-flag/.test(error.message),
  )
})

test('a worker that exhausts its memory is lost alone', async () => {
  await using pool = new ProcessPool({ workers: 2, execArgv: ['--max-old-space-size=24'] })
  const hoard = pool.submit(() => {
    const all: number[][] = []
    for (;;) all.push(new Array(10_000).fill(1))
  })
  const others = pool.map((x: number) => x * 2, [1, 2, 3])
  await assert.rejects(hoard, error => error instanceof WorkerLostError && /most likely it ran out of memory/.test(error.message))
  assert.deepEqual(await others, [2, 4, 6])
  assert.equal(await pool.submit(() => 'whole again'), 'whole again')
})

test('flags and variables reach the workers', async () => {
  await using pool = new ProcessPool({ workers: 1, execArgv: ['--expose-gc'], env: { TSLOOM_TEST: 'yes' } })
  assert.deepEqual(await pool.submit(() => [typeof (globalThis as { gc?: unknown }).gc, process.env.TSLOOM_TEST, process.env.PATH]), [
    'function',
    'yes',
    process.env.PATH,
  ])
})

test('a worker that is killed while idle is replaced', async () => {
  await using pool = new ProcessPool({ workers: 1 })
  const pid = await pool.submit(() => process.pid)
  process.kill(pid, 'SIGKILL')
  await processGone(pid)
  while (pool.stats.workers > 0) await new Promise(setImmediate)
  assert.notEqual(await pool.submit(() => process.pid), pid)
})

test('a task whose process is killed under it is lost alone; what waits behind it runs', async () => {
  await using pool = new ProcessPool({ workers: 1 })
  const kill = () => process.kill(process.pid, 'SIGKILL')
  const outcomes = await Promise.allSettled([pool.submit(() => 1), pool.submit(kill), pool.submit(() => 2)])
  assert.deepEqual(
    outcomes
      .map(outcome => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)))
      .map(text => (/SIGKILL/.test(String(text)) ? 'killed' : text)),
    [1, 'killed', 2],
  )
})

test('after close no process is left', async () => {
  const pool = new ProcessPool({ workers: 2 })
  const pids = await pool.map(async () => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return process.pid
  }, [1, 2])
  await pool.close()
  for (const pid of new Set(pids)) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

test('many results arrive although the worker ends right after the last', async () => {
  await using pool = new ProcessPool({ workers: 1 })
  const text = 'x'.repeat(100_000)
  const tasks = Array.from({ length: 40 }, () => pool.submit((part: string) => part + part, text))
  const last = pool.submit(() => process.exit(0))
  assert.ok((await Promise.all(tasks)).every(result => result.length === 200_000))
  await assert.rejects(last, WorkerLostError)
})
