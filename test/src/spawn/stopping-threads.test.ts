import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CancelledError,
  gather,
  sleep,
  spawnThread,
  type Task,
  TaskGroup,
  TaskTimeoutError,
  withTask,
  withTimeout,
} from '../../../src/index.ts'

/** Resolves once the task tells something: it then runs. */
function begun(task: Task<unknown>): Promise<void> {
  return new Promise(resolve => {
    const end = task.onProgress(() => {
      end()
      resolve()
    })
  })
}

test('cancelling aborts the signal first, so that a task can clean up', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const task = spawnThread(
    withTask(async ({ signal, progress }) => {
      progress(0)
      try {
        await sleep(1e6, { signal })
      } finally {
        shared[0] = 1
      }
    }),
  )
  await begun(task)
  task.cancel('enough')
  await assert.rejects(task, error => error instanceof CancelledError && error.cause === 'enough')
  assert.equal(task.status, 'cancelled')
  assert.equal(shared[0], 1)
})

test('cancelling a thread cancels what its gathers, groups and time limits run, each with its own signal', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const task = spawnThread(
    withTask(async ({ progress }) => {
      const child = withTask(({ signal }) => sleep(1e6, { signal }).finally(() => Atomics.add(shared, 0, 1)))
      const all = [gather([child, child]), TaskGroup.run(group => void group.spawn(child)), withTimeout(child, 1e6)]
      await sleep(1)
      progress(0)
      await Promise.all(all)
    }),
  )
  await begun(task)
  task.cancel()
  await assert.rejects(task, CancelledError)
  assert.equal(shared[0], 4)
})

test('a thread that spins is stopped when cancelled', async () => {
  const task = spawnThread(
    withTask(({ progress }) => {
      progress(0)
      for (;;);
    }),
  )
  await begun(task)
  task.cancel()
  await assert.rejects(task, CancelledError)
})

test('a task cancelled before it started never runs', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const task = spawnThread(() => {
    shared[0] = 1
  })
  task.cancel()
  await assert.rejects(task, CancelledError)
  assert.equal(shared[0], 0)
})

test('an AbortSignal cancels, also one that has aborted', async () => {
  const controller = new AbortController()
  const task = spawnThread.with({ signal: controller.signal })(() => sleep(1e6))
  controller.abort('stop')
  await assert.rejects(task, error => error instanceof CancelledError && error.cause === 'stop')
  await assert.rejects(Promise.resolve(spawnThread.with({ signal: controller.signal })(() => 1)), CancelledError)
})

test('a time limit stops code that spins', async () => {
  const late = await spawnThread
    .with({ timeout: 20, name: 'spinner' })(() => {
      for (;;);
    })
    .catch((error: unknown) => error)
  assert.ok(late instanceof TaskTimeoutError)
  assert.equal(late.timeout, 20)
  assert.match(late.message, /^spinner did not end within 20 ms/)
})
