import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Sent } from '../../../src/capture/sent.ts'
import type { Definition, Shipment } from '../../../src/capture/shipment.ts'

function shipment(ids: readonly number[], values: Readonly<Record<string, unknown>> = {}): Shipment {
  return {
    root: ids[0] ?? 0,
    definitions: ids.map((id): Definition => ({ kind: 'global', id, path: ['Math'] })),
    bindings: Object.entries(values).map(([key, stamp]) => ({
      binding: { key, target: { kind: 'slot', scope: 'global', name: key }, value: { value: stamp, mixed: false } },
      stamp,
    })),
  }
}

function deliver(sent: Sent, ...shipments: Shipment[]) {
  const delivery = sent.missing(shipments)
  sent.note(shipments, delivery)
  return { ids: delivery.definitions.map(({ id }) => id), keys: delivery.bindings.map(({ key }) => key), forget: delivery.forget }
}

test('only what is new or has changed is sent', () => {
  const sent = new Sent()
  assert.deepEqual(deliver(sent, shipment([1, 2], { a: 1, b: 'x' })), { ids: [1, 2], keys: ['a', 'b'], forget: [] })
  assert.deepEqual(deliver(sent, shipment([1, 2], { a: 1, b: 'y' })), { ids: [], keys: ['b'], forget: [] })
  assert.deepEqual(deliver(sent, shipment([1], { a: Number.NaN }), shipment([3], { a: Number.NaN })), { ids: [3], keys: ['a'], forget: [] })
  assert.deepEqual(deliver(sent, shipment([3], { a: Number.NaN })), { ids: [], keys: [], forget: [] })
})

test('a shipment that is there whole is sent again as far as others have changed it', () => {
  const sent = new Sent()
  const [first, second, other] = [shipment([1], { a: 1, b: 1 }), shipment([2], { a: 2 }), shipment([3])]
  deliver(sent, first)
  deliver(sent, second)
  assert.deepEqual(deliver(sent, first), { ids: [], keys: ['a'], forget: [] })
  deliver(sent, other)
  assert.deepEqual(deliver(sent, first), { ids: [], keys: [], forget: [] })
  deliver(sent, first, second)
  assert.deepEqual(deliver(sent, first), { ids: [], keys: ['a'], forget: [] })
})

test('shipments that take turns all stay, however many new ones come', () => {
  const sent = new Sent(10)
  const turns = [shipment([1, 2], { a: 1 }), shipment([3, 2], { b: 1 })]
  for (const each of turns) deliver(sent, each)
  for (let id = 100; id < 150; id++) {
    for (let turn = 0; turn < 5; turn++) for (const each of turns) assert.deepEqual(deliver(sent, each), { ids: [], keys: [], forget: [] })
    assert.deepEqual(deliver(sent, shipment([id])).ids, [id])
  }
})

test('what was not noted counts as not sent', () => {
  const sent = new Sent()
  const first = shipment([1], { a: 1 })
  assert.equal(sent.missing([first]).definitions.length, 1)
  assert.deepEqual(deliver(sent, first).ids, [1])
})

test('what was not used for long is forgotten, with its values; what is used always stays', () => {
  const sent = new Sent(10)
  const helper = { helper: 'value' }
  const forgotten = new Set<number>()
  let known = 0
  for (let id = 100; id < 200; id++) {
    const { ids, forget } = deliver(sent, shipment([id, 1], { [`${id}:local`]: id, ...helper }))
    known += ids.length - forget.length
    assert.ok(known <= 11, `${known} are known`)
    for (const old of forget) forgotten.add(old)
    assert.ok(!ids.includes(1) || id === 100, 'the helper is sent once')
    assert.ok(!forget.includes(1) && !forget.includes(id))
  }
  assert.ok(forgotten.has(100))
  assert.deepEqual(deliver(sent, shipment([100], { '100:local': 100 })).keys, ['100:local'], 'its values are sent again with it')
})

test('all of one delivery is forgotten together', () => {
  const sent = new Sent(10)
  deliver(sent, shipment([1, 2, 3], { slot: 1 }))
  let forget: readonly number[] = []
  for (let id = 10; forget.length === 0; id++) forget = deliver(sent, shipment([id])).forget
  assert.deepEqual(
    [1, 2, 3].filter(id => forget.includes(id)),
    [1, 2, 3],
  )
  assert.deepEqual(deliver(sent, shipment([2], { slot: 1 })), { ids: [2], keys: ['slot'], forget: [] })
})

test('more than the limit at once stays as long as it is needed', () => {
  const sent = new Sent(2)
  const ids = [1, 2, 3, 4]
  assert.deepEqual(deliver(sent, shipment(ids)).ids, ids)
  assert.deepEqual(deliver(sent, shipment([...ids, 5])), { ids: [5], keys: [], forget: [] })
})
