import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCellRun } from '../../../kernel/session/cell-run.ts'
import { InterruptError } from '../../../kernel/session/interrupt-error.ts'
import { createInterruptFlags } from '../../../kernel/session/interrupt-flags.ts'
import type { Cancellable } from '../../../src/environment.ts'

function setUp() {
  const flags = createInterruptFlags()
  const entered: number[] = []
  const run = createCellRun({ id: 7, name: 'In[7]', flags, enter: ({ id }) => void entered.push(id) })
  return { flags, entered, run }
}

const never = (): Promise<never> => new Promise(() => {})
const interruption = { message: 'In[7] was interrupted' }

function work(detached = false): Cancellable & { reasons: unknown[]; settle(): void } {
  let settle: () => void = () => {}
  const settled = new Promise<void>(resolve => {
    settle = resolve
  })
  const reasons: unknown[] = []
  return { owner: 7, detached, settled, reasons, settle, cancel: reason => void reasons.push(reason) }
}

test('waiting hands on values, results and failures', async () => {
  const { frame } = setUp().run
  assert.equal(frame.wait(5), 5)
  assert.equal(await frame.wait(Promise.resolve(6)), 6)
  await assert.rejects(frame.wait(Promise.reject(new Error('own'))) as Promise<never>, /own/)
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
  const thenable = { then: (resolve: (value: number) => void) => resolve(7) } as PromiseLike<number>
  assert.equal(await frame.wait(thenable), 7)
})

test('an interrupt rejects what waits, and every later wait, resume and catch throws', async () => {
  const { run } = setUp()
  const { frame } = run
  const waiting = frame.wait(never()) as Promise<never>
  run.interrupt()
  await assert.rejects(waiting, interruption)
  await assert.rejects(frame.wait(never()) as Promise<never>, InterruptError)
  assert.throws(() => frame.resume(1), InterruptError)
  assert.throws(() => frame.caught(), InterruptError)
  assert.ok(run.signal.aborted)
})

test('code that only the shared flag reaches stops as well', () => {
  const { run, flags } = setUp()
  const { frame } = run
  assert.equal(frame.resume(1), 1)
  flags.stopping = 7
  assert.throws(() => frame.resume(1), interruption)
})

test('in finally blocks nothing throws', () => {
  const { run, entered } = setUp()
  const { frame } = run
  run.interrupt()
  frame.restore()
  assert.equal(frame.settle(3), 3)
  assert.deepEqual(entered, [7, 7])
})

test('functions called for cleaning up may wait until the cell has ended', async () => {
  const { run } = setUp()
  run.interrupt()
  const cleanup = run.frame
  assert.equal(await cleanup.wait(Promise.resolve(1)), 1)
  const waiting = cleanup.wait(never()) as Promise<never>
  run.end()
  await assert.rejects(waiting, InterruptError)
  assert.throws(() => run.frame.resume(1), InterruptError)
})

test('a loop over an iterable is left by an interrupt, and the iterable closed', async () => {
  const { run } = setUp()
  const { frame } = run
  let closed = false
  async function* source() {
    try {
      yield 1
      await never()
    } finally {
      closed = true
    }
  }
  const seen: number[] = []
  const loop = (async () => {
    for await (const value of frame.iterate(source())) {
      seen.push(value)
      setImmediate(run.interrupt)
    }
  })()
  await assert.rejects(loop, InterruptError)
  assert.deepEqual([seen, closed], [[1], false])
  const values: number[] = []
  for await (const value of setUp().run.frame.iterate([Promise.resolve(1), 2])) values.push(value)
  assert.deepEqual(values, [1, 2])
})

test('timers are taken back by an interrupt, those of its cleanup at its end', () => {
  const { run } = setUp()
  const released: string[] = []
  run.timers.add(() => released.push('before'))
  run.interrupt()
  run.timers.add(() => released.push('cleanup'))
  assert.deepEqual([released, run.over], [['before'], false])
  run.end()
  assert.deepEqual([released, run.over], [['before', 'cleanup'], true])
})

test('cleanup that runs before the interrupt’s message comes keeps its timers', () => {
  const { run, flags } = setUp()
  const { frame } = run
  const released: string[] = []
  run.timers.add(() => released.push('before'))
  flags.stopping = 7
  assert.throws(() => frame.resume(1), InterruptError)
  run.timers.add(() => released.push('cleanup'))
  run.interrupt()
  assert.deepEqual(released, ['before'])
})

test('a cell that ended in peace keeps its timers', () => {
  const { run } = setUp()
  run.timers.add(() => assert.fail('released'))
  run.end()
  assert.equal(run.over, false)
})

test('work is waited for unless detached, also work that work starts', async () => {
  const { run } = setUp()
  const [first, second, detached] = [work(), work(), work(true)]
  run.track(first)
  run.track(detached)
  let settled = false
  const all = run.settled().then(() => {
    settled = true
  })
  run.track(second)
  first.settle()
  await new Promise(setImmediate)
  assert.equal(settled, false)
  second.settle()
  await all
})

test('an interrupt cancels work, also what is started too late', () => {
  const { run } = setUp()
  const [early, late] = [work(), work()]
  run.track(early)
  run.interrupt()
  run.track(late)
  assert.deepEqual(
    [early, late].map(({ reasons }) => reasons[0] instanceof InterruptError),
    [true, true],
  )
})

test('errors keep the functions that were waiting in their stacks', async () => {
  const { frame } = setUp().run
  async function inner() {
    await frame.wait(new Promise(setImmediate))
    throw new Error('deep')
  }
  async function outer() {
    await frame.wait(inner())
  }
  await assert.rejects(outer, (error: Error) => /at inner[^]*at async outer/.test(error.stack ?? ''))
})
