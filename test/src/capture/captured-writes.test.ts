import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findCapturedWrites } from '../../../src/capture/free-variables.ts'

const texts = (source: string) => findCapturedWrites(source).map(({ text }) => text)

test('what is written to names from outside, and read by nobody inside, is found', () => {
  assert.deepEqual(texts('() => { let own = 0; own++; total += 1; count++; --left; [a, { b }] = c; object.key = 1; list[0] += 2 }'), [
    'total += …',
    'count++',
    '--left',
    'a = …',
    'b = …',
    'object.key = …',
    'list[…] += …',
  ])
  assert.deepEqual(texts('x => { results.push(x); seen.add(x); table.set(x, 1); deep.er.list.unshift(x); const own = []; own.push(x) }'), [
    'results.push(…)',
    'seen.add(…)',
    'table.set(…)',
    'deep.er.list.unshift(…)',
  ])
})

test('a cache that the function reads itself, and a variable that it sets once, are left alone', () => {
  assert.deepEqual(texts('n => { if (!cache.has(n)) cache.set(n, work(n)); return cache.get(n) }'), [])
  assert.deepEqual(texts('() => { connection ??= connect(); return connection }'), [])
  assert.deepEqual(texts('() => { if (model === undefined) model = load(); return model }'), [])
  assert.deepEqual(texts('xs => { xs.push(1); data.sort(); return data.pop() }'), [])
})

test('each write has its line and column in the function', () => {
  assert.deepEqual(findCapturedWrites('x => {\n  results.push(x)\n}'), [{ name: 'results', text: 'results.push(…)', line: 1, column: 2 }])
  assert.deepEqual(findCapturedWrites('m(x) { n += x }'), [{ name: 'n', text: 'n += …', line: 0, column: 7 }])
})
