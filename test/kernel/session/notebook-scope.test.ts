import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNotebookScope } from '../../../kernel/session/notebook-scope.ts'

const globals = globalThis as Record<string, unknown>

test('a slot is a property of the global object, made before the cell runs', () => {
  const scope = createNotebookScope()
  scope.open(['slotA'])
  assert.ok('slotA' in globals)
  assert.equal(globals.slotA, undefined)
  globals.slotA = 1
  scope.open(['slotA'])
  assert.equal(globals.slotA, 1)
  delete globals.slotA
})

test('names of built-in globals are kept aside', () => {
  const scope = createNotebookScope()
  const { URL } = globalThis
  scope.open(['URL', 'setTimeout'])
  scope.shadowed.URL = 'mine'
  assert.equal(globalThis.URL, URL)
  assert.deepEqual(Object.keys(scope.shadowed), ['URL', 'setTimeout'])
})

test('after a failure only what was filled stays', () => {
  const scope = createNotebookScope()
  globals.slotOld = 'old'
  const change = scope.open(['slotFilled', 'slotEmpty', 'slotOld', 'Map'])
  globals.slotFilled = 1
  assert.deepEqual(change.assigned(), ['slotFilled'])
  change.discardUnassigned()
  assert.deepEqual(
    ['slotFilled', 'slotEmpty', 'slotOld'].map(name => name in globals),
    [true, false, true],
  )
  assert.deepEqual(Object.keys(scope.shadowed), [])
  delete globals.slotFilled
  delete globals.slotOld
})

test('an accessor in a slot is not called', () => {
  const scope = createNotebookScope()
  Object.defineProperty(globals, 'slotAccessor', { get: () => assert.fail('called'), configurable: true })
  const change = scope.open(['slotAccessor'])
  assert.deepEqual(change.assigned(), [])
  Object.defineProperty(globals, 'slotAccessor', { value: 1, configurable: true })
  assert.deepEqual(change.assigned(), ['slotAccessor'])
  delete globals.slotAccessor
})

test('NaN that stays NaN is not an assignment, -0 for 0 is', () => {
  const scope = createNotebookScope()
  Object.assign(globals, { slotNan: Number.NaN, slotZero: 0 })
  const change = scope.open(['slotNan', 'slotZero'])
  globals.slotNan = Number.NaN
  globals.slotZero = -0
  assert.deepEqual(change.assigned(), ['slotZero'])
  delete globals.slotNan
  delete globals.slotZero
})
