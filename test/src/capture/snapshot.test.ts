import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Snapshot } from '../../../src/capture/snapshot.ts'

const refer = (part: object) => (typeof part === 'function' ? 1 : undefined)

/** Whether a change of the value shows. */
function notices<T extends object>(value: T, change: (value: T) => void): boolean {
  const snapshot = new Snapshot(value, 'value', refer)
  assert.ok(snapshot.matches(value), 'before the change')
  change(value)
  return !snapshot.matches(value)
}

test('data that did not change matches, whatever it is made of', () => {
  const buffer = new ArrayBuffer(16)
  const value: Record<string, unknown> = {
    numbers: [1, Number.NaN, -0, 5n],
    text: 'a',
    date: new Date(5),
    pattern: /x/g,
    nested: {
      map: new Map<unknown, unknown>([
        ['k', [1]],
        [{ key: 1 }, 2],
      ]),
      set: new Set([{ a: 1 }]),
    },
    views: [new Uint8Array(buffer, 4, 8), new Float64Array(buffer)],
    bytes: Buffer.from('bytes'),
    url: new URL('http://a/b'),
    fn: () => 1,
    key: Symbol.for('k'),
    shared: new Int32Array(new SharedArrayBuffer(8)),
    holes: Object.assign(new Array(3), { 2: 3 }),
    match: /b(?<c>.)/.exec('abc'),
    nothing: undefined,
  }
  value.self = value
  assert.ok(new Snapshot(value, 'value', refer).matches(value))
})

test('every change shows', () => {
  assert.ok(notices([1, 2], list => list.push(3)))
  assert.ok(notices([0], list => list.fill(-0)))
  assert.ok(notices({ a: { b: 1 } }, value => Object.assign(value.a, { b: 2 })))
  assert.ok(notices({ a: 1 } as Record<string, number>, value => Object.assign(value, { b: 2 })))
  assert.ok(notices({ a: 1, b: undefined } as Record<string, unknown>, value => delete value.b))
  assert.ok(notices(new Map([['a', 1]]), map => map.set('a', 2)))
  assert.ok(notices(new Set([1]), set => set.add(2)))
  assert.ok(notices(new Date(1), date => date.setTime(2)))
  assert.ok(notices(new Float64Array(1000), array => array.fill(1, 999)))
  assert.ok(notices(new Uint8Array(new ArrayBuffer(4), 2, 1), array => new Uint8Array(array.buffer).fill(1)))
  assert.ok(notices({ bytes: Buffer.from('a') }, value => value.bytes.write('b')))
  assert.ok(notices({ url: new URL('http://a') }, value => Object.assign(value.url, { hash: '#x' })))
  assert.ok(notices({ fn: () => 1 }, value => Object.assign(value, { fn: () => 1 })))
  assert.ok(notices({ value: [1] as unknown }, value => Object.assign(value, { value: new Set([1]) })))
})

test('what another refers to twice is told from two that are equal', () => {
  const part = { x: 1 }
  assert.ok(notices([{ ...part }, { ...part }], list => list.fill(part)))
})

test('shared memory matches whatever is in it', () => {
  assert.ok(!notices({ shared: new Int32Array(new SharedArrayBuffer(4)) }, ({ shared }) => shared.fill(1)))
})

test('it keeps the data of its moment', () => {
  const value = { list: [1], floats: new Float64Array([1]), date: new Date(1) }
  const { encoded } = new Snapshot(value, 'value', refer)
  value.list.push(2)
  value.floats[0] = 2
  value.date.setTime(2)
  assert.deepEqual(encoded, { value: { list: [1], floats: new Float64Array([1]), date: new Date(1) }, mixed: false })
})
