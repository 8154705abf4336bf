import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { CancelledError, ClosedError, sleep, TaskGroup, TasksFailedError, withTask } from '../../../src/index.ts'
import { deferred, turn, untilAborted } from './support/deferred.ts'

/** A task that ends by its signal only. */
const never = withTask(({ signal }) => untilAborted(signal))

async function failureOf(promise: PromiseLike<unknown>): Promise<TasksFailedError> {
  const error = await Promise.resolve(promise).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof TasksFailedError, String(error))
  return error
}

// What the logs say is what Python 3.11 prints for the same program, cancellation being a signal here.

test('leaving waits for all tasks, whose values can be awaited', async () => {
  const gate = deferred()
  let ended = false
  {
    await using group = new TaskGroup()
    const sum = group.spawn(async (a: number, b: number) => a + b, 1, 2)
    group.spawn(async () => {
      await gate.promise
      ended = true
    })
    const value: number = await sum
    assert.equal(value, 3)
    assert.equal(group.size, 1)
    gate.resolve()
  }
  assert.ok(ended)
})

test('the first failure cancels the rest, their clean-up is waited for, and every failure is thrown', async () => {
  const log: string[] = []
  const group = new TaskGroup()
  const ok = group.spawn(
    withTask(async ({ signal }) => {
      log.push('start ok')
      try {
        await untilAborted(signal)
      } finally {
        await turn()
        log.push('ok finally')
      }
    }),
  )
  group.spawn(async () => {
    log.push('start bad')
    await turn()
    throw new RangeError('bad')
  })
  group.spawn(
    withTask(async ({ signal }) => {
      try {
        await untilAborted(signal)
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what is tested
        throw new SyntaxError('clean-up')
      }
    }),
  )
  log.push('body')
  const error = await failureOf(group.close())
  assert.deepEqual(log, ['body', 'start ok', 'start bad', 'ok finally'])
  assert.deepEqual(
    error.errors.map(each => [each.name, each.message]),
    [
      ['RangeError', 'bad'],
      ['SyntaxError', 'clean-up'],
    ],
  )
  assert.deepEqual(error.indices, [1, 2])
  assert.equal(ok.status, 'cancelled')
  assert.ok(group.signal.aborted)
})

test('a task cancelled by itself is no failure; before its start it never runs', async () => {
  const group = new TaskGroup()
  const unstarted = group.spawn(() => assert.fail('ran'))
  unstarted.cancel()
  const running = group.spawn(never)
  const other = group.spawn(async () => 5)
  await turn()
  running.cancel('enough')
  await assert.rejects(running, error => error instanceof CancelledError && error.cause === 'enough')
  await group.close()
  assert.deepEqual([unstarted.status, running.status, await other], ['cancelled', 'cancelled', 5])
})

test('tasks may start more until the last has ended; then the group refuses', async () => {
  const log: string[] = []
  const group = new TaskGroup()
  group.spawn(async () => {
    await turn()
    group.spawn(async () => log.push('child'))
    log.push('parent ends')
  })
  await group.close()
  assert.deepEqual(log, ['parent ends', 'child'])
  await assert.rejects(
    group.spawn(() => 1),
    ClosedError,
  )
  assert.equal(group.close(), group.close())
})

test('groups nest: the failure of an outer task ends the inner group first', async () => {
  const log: string[] = []
  const stopped = (name: string) =>
    withTask(({ signal }) =>
      untilAborted(signal).catch((error: unknown) => {
        log.push(`${name} stopped`)
        throw error
      }),
    )
  const error = await failureOf(
    TaskGroup.run(async outer => {
      outer.spawn(async () => {
        try {
          await using inner = new TaskGroup()
          inner.spawn(stopped('a'))
          inner.spawn(stopped('b'))
        } finally {
          log.push('inner left')
        }
      })
      await turn()
      throw new RangeError('outer')
    }),
  )
  assert.deepEqual(log, ['a stopped', 'b stopped', 'inner left'])
  assert.deepEqual(
    error.errors.map(each => each.name),
    ['RangeError'],
  )
})

test('run gives what its body returns, and what the body throws cancels the tasks', async () => {
  assert.equal(await TaskGroup.run(async group => (await group.spawn(() => 2)) + 1), 3)
  let aborted = false
  const error = await failureOf(
    TaskGroup.run(group => {
      group.spawn(
        withTask(async ({ signal }) => {
          await untilAborted(signal).catch(() => {})
          aborted = true
        }),
      )
      return turn().then(() => Promise.reject(new RangeError('body')))
    }),
  )
  assert.equal(error.cause, error.errors[0])
  assert.ok(aborted)
})

test('a body is not among the tasks: not in their indices, nor in how many failed', async () => {
  const indices: number[] = []
  const note = withTask(({ index }) => void indices.push(index))
  const alone = await failureOf(
    TaskGroup.run(async group => {
      await Promise.all([group.spawn(note), group.spawn(note)])
      throw new RangeError('no')
    }),
  )
  assert.deepEqual([indices, alone.indices, alone.message], [[0, 1], [-1], 'the body failed: RangeError: no'])
  const both = await failureOf(
    TaskGroup.run(group => {
      group.spawn(() => {})
      group.spawn(() => Promise.reject(new TypeError('task')))
      return new Promise((_, reject) => group.signal.addEventListener('abort', () => reject(new RangeError('body'))))
    }),
  )
  assert.deepEqual([both.indices, both.message], [[-1, 1], 'the body and 1 of 2 tasks failed; the body: RangeError: body'])
  const task = await failureOf(TaskGroup.run(group => group.spawn(() => Promise.reject(new TypeError('task')))))
  assert.deepEqual([task.indices, task.message], [[0], '1 of 1 tasks failed; the first, index 0: TypeError: task'])
})

test('cancelled by its owner a group is left quietly; by a signal it throws', async () => {
  const owner = new TaskGroup()
  const task = owner.spawn(never)
  owner.cancel('done with it')
  const refused = owner.spawn(() => assert.fail('ran'))
  await owner.close()
  assert.deepEqual([task.status, refused.status], ['cancelled', 'cancelled'])
  const controller = new AbortController()
  const group = new TaskGroup({ signal: controller.signal })
  group.spawn(never)
  controller.abort('stop')
  await assert.rejects(group.close(), error => error instanceof CancelledError && error.cause === 'stop')
})

test('code that does not mind its signal is waited for only a bounded time', async () => {
  const group = new TaskGroup()
  const deaf = group.spawn(() => new Promise(() => {}))
  await turn()
  deaf.cancel()
  await assert.rejects(deaf, CancelledError)
  assert.equal(group.size, 1)
  await group.close()
  assert.equal(group.size, 0)
})

test('no listener stays on a signal, and no failure of a task counts as unhandled', async context => {
  const unhandled = context.mock.fn()
  process.on('unhandledRejection', unhandled)
  const { signal } = new AbortController()
  const group = new TaskGroup({ signal })
  for (let i = 0; i < 100; i++) group.spawn(() => sleep(1, { signal }))
  group.spawn(() => Promise.reject(new Error('no')))
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  await failureOf(group.close())
  await turn()
  process.off('unhandledRejection', unhandled)
  assert.equal(unhandled.mock.callCount(), 0)
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('a hundred thousand tasks are no burden, nor is cancelling them', async () => {
  let ran = 0
  await TaskGroup.run(group => {
    for (let i = 0; i < 100_000; i++) group.spawn(async () => ran++)
  })
  assert.equal(ran, 100_000)
  const group = new TaskGroup()
  for (let i = 0; i < 100_000; i++) group.spawn(() => sleep(1e6))
  await turn()
  group.cancel()
  await group.close()
  assert.equal(group.size, 0)
})

test('what is no function fails the group, and a wrong signal is refused', async () => {
  const group = new TaskGroup()
  group.spawn(5 as never)
  const error = await failureOf(group.close())
  assert.match(error.message, /spawn needs a function, not number/)
  assert.throws(() => new TaskGroup({ signal: 5 as never }), /signal has to be an AbortSignal, not the number 5/)
  await assert.rejects(TaskGroup.run(undefined as never), /TaskGroup.run needs a function/)
})
