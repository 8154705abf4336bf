import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createCells } from '../../../kernel/session/cells.ts'
import { createInterruptFlags } from '../../../kernel/session/interrupt-flags.ts'
import { ownCallbacks } from '../../../kernel/session/owned-callbacks.ts'

// Wraps what this process has, once: so all tests share it.
const cells = createCells(createInterruptFlags())
ownCallbacks(cells)

/** The cell as which `start`'s callback ran, with another cell current meanwhile. */
async function owner(start: (done: () => void) => unknown): Promise<number> {
  const run = cells.begin(++lastId, 'In[x]')
  let ran: (id: number) => void = () => {}
  const result = new Promise<number>(resolve => {
    ran = resolve
  })
  start(() => ran(cells.current.id))
  cells.end(run)
  cells.enter(cells.begin(++lastId, 'In[y]'))
  return (await result) - run.id
}
let lastId = 0

test('callbacks of every kind run as the cell that set them', async () => {
  const emitter = new EventEmitter()
  const kinds: Record<string, (done: () => void) => unknown> = {
    timeout: done => setTimeout(done, 1),
    interval: done => {
      const timer = setInterval(() => {
        clearInterval(timer)
        done()
      }, 1)
    },
    immediate: done => setImmediate(done),
    microtask: done => queueMicrotask(done),
    nextTick: done => process.nextTick(done),
    'a promise': done => Promise.resolve().then(done),
    catch: done => Promise.reject(new Error('x')).catch(done),
    finally: done => Promise.resolve().finally(done),
    on: done => {
      emitter.on('a', done)
      setTimeout(() => emitter.emit('a'), 1)
    },
    once: done => {
      emitter.once('b', done)
      setTimeout(() => emitter.emit('b'), 1)
    },
  }
  for (const [kind, start] of Object.entries(kinds)) assert.equal(await owner(start), 0, kind)
})

test('arguments, this, promisified timers and cleared timers are as in Node', async () => {
  assert.deepEqual(await new Promise(resolve => setTimeout((...args: unknown[]) => resolve(args), 1, 'a', 'b')), ['a', 'b'])
  assert.equal(await promisify(setTimeout)(1, 'value'), 'value')
  clearTimeout(setTimeout(() => assert.fail('cleared'), 1))
  clearTimeout(undefined)
  const numeric = Number(setTimeout(() => assert.fail('cleared by number'), 1))
  clearTimeout(numeric)
  assert.throws(() => setTimeout('code' as never, 1), { code: 'ERR_INVALID_ARG_TYPE' })
  assert.throws(() => new EventEmitter().on('x', 5 as never), { code: 'ERR_INVALID_ARG_TYPE' })
  await new Promise(resolve => setTimeout(resolve, 5))
})

test('listeners are found again to be taken off, listed and fired once', () => {
  const emitter = new EventEmitter()
  let calls = 0
  const listener = () => calls++
  emitter.on('x', listener).once('x', listener).prependListener('x', listener)
  emitter.emit('x')
  assert.deepEqual([calls, emitter.listenerCount('x')], [3, 2])
  assert.deepEqual(emitter.listeners('x'), [listener, listener])
  emitter.off('x', listener).removeListener('x', listener)
  assert.equal(emitter.listenerCount('x'), 0)
})

test('an interrupt takes a cell’s timers back and leaves those of others', async () => {
  const theirs = new Promise<string>(resolve => {
    cells.within(cells.begin(++lastId, 'other'), () => setTimeout(() => resolve('theirs'), 5))
  })
  const run = cells.begin(++lastId, 'mine')
  setTimeout(() => assert.fail('mine'), 1)
  setInterval(() => assert.fail('mine'), 1)
  run.interrupt()
  cells.end(run)
  setTimeout(() => assert.fail('set after the end'), 1)
  cells.enter(cells.begin(++lastId, 'next'))
  assert.equal(await theirs, 'theirs')
})

test('a timer that has run or was cleared is forgotten', async () => {
  const run = cells.begin(++lastId, 'In[z]')
  clearTimeout(setTimeout(() => {}, 1000))
  await new Promise(resolve => setTimeout(resolve, 1))
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(run.timers.size, 0)
})
