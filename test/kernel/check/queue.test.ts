import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQueue } from '../../../kernel/check/queue.ts'

test('tasks run one after the other, and what can wait runs when nothing else does', async () => {
  const queue = createQueue()
  const done: string[] = []
  const task = (name: string) => async (): Promise<void> => {
    await null
    done.push(name)
  }
  const first = queue.add(task('a'))
  queue.later(task('later'))
  queue.later(async () => Promise.reject(new Error('its own affair')))
  await Promise.all([first, queue.add(task('b')), queue.add(task('c'))])
  await queue.add(task('d'))
  await queue.add(task('e'))
  assert.deepEqual(
    done.filter(name => name !== 'later'),
    ['a', 'b', 'c', 'd', 'e'],
  )
  assert.ok(done.indexOf('later') > done.indexOf('c'))
})

test('a task that fails fails alone', async () => {
  const queue = createQueue()
  await assert.rejects(
    queue.add(async () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await queue.add(async () => 1), 1)
})
