import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery, FunctionDefinition } from '../../../src/capture/shipment.ts'
import { expandNews, shortenNews } from '../../../src/workers/short-news.ts'

const located: FunctionDefinition = {
  kind: 'function',
  id: 7,
  name: 'f',
  source: 'x => x + a + b + c',
  form: 'expression',
  location: { file: 'In[3]', line: 4, column: 9 },
  scope: 3,
  locals: ['a'],
  eager: ['7:a'],
}

const news: Delivery = {
  definitions: [
    { kind: 'global', id: 2, path: ['Math', 'max'] },
    { kind: 'scope', id: 3, parent: 'global', names: ['b'], constant: '$tsloom_s1' },
    located,
    { ...located, kind: 'class', id: 8, form: 'method', location: undefined, locals: [], eager: [] },
  ],
  bindings: [
    { key: '7:a', target: { kind: 'local', owner: 7, name: 'a' }, value: { value: { $tsloom: 'reference', id: 2 }, mixed: true } },
    { key: '3:b', target: { kind: 'slot', scope: 3, name: 'b' }, value: { value: undefined, mixed: false } },
    { key: 'global:c', target: { kind: 'slot', scope: 'global', name: 'c' }, value: { value: [1, 2], mixed: false } },
    { key: '7.cache', target: { kind: 'property', owner: 7, name: 'cache' }, value: { value: 'x', mixed: false } },
  ],
  forget: [1, 4],
}

test('news arrives as it was sent', () => {
  const short = shortenNews(news)
  assert.deepEqual(short && expandNews(structuredClone(short)), news)
})

test('values of which there is more to say do not go in rows', () => {
  const shared = {
    key: '7:a',
    target: { kind: 'local', owner: 7, name: 'a' },
    value: { value: 1, mixed: true, shared: 'a is shared' },
  } as const
  assert.equal(shortenNews({ ...news, bindings: [...news.bindings, shared] }), undefined)
})
