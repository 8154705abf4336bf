import assert from 'node:assert/strict'
import { test } from 'node:test'
import { magicParts } from '../../../kernel/labextension/src/magics/magic-line.ts'

const parts = (line: string, onTop = false): string[] | undefined =>
  magicParts(line, onTop)?.map(({ kind, from, to }) => `${kind} ${line.slice(from, to)}`)

test('a magic line has a sign, a name and options; values keep the colours of TypeScript', () => {
  assert.deepEqual(parts('%%pool -w 2 --map [1, -2] -o squares', true), ['sign %%', 'name pool', 'option -w', 'option --map', 'option -o'])
  assert.deepEqual(parts('  %time fib(30)'), ['sign %', 'name time'])
  assert.deepEqual(parts('//%%thread -n 5', true), ['sign //%%', 'name thread', 'option -n'])
  assert.deepEqual(parts('%%pool?', true), ['sign %%', 'name pool'])
})

test('code is no magic line, nor is a cell magic below other code', () => {
  assert.equal(parts('const a = b % c'), undefined)
  assert.equal(parts('% c'), undefined)
  assert.equal(parts('// %%thread', true), undefined)
  assert.equal(parts('%%thread', false), undefined)
})
