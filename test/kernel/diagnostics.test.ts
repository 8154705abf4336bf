import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { diagnosticsError, diagnosticsText, magicFailure } from '../../kernel/diagnostics.ts'
import { MagicError } from '../../kernel/magics/magic-error.ts'
import { sourceExcerpt } from '../../kernel/source-excerpt.ts'

const plain = (text: string): string => stripVTControlCharacters(text)
const at = (start: number, end: number, code?: number) => ({
  message: 'wrong',
  start,
  end,
  severity: 'error' as const,
  ...(code ? { code } : {}),
})

test('a diagnostic has title, line, caret and position', () => {
  assert.equal(
    plain(diagnosticsText('a\n  bcd', [at(4, 7, 2322)], 'In[1]')),
    'TypeCheckError TS2322: wrong\n2 |   bcd\n      ^^^\n    at In[1]:2:3',
  )
})

test('the error is named after the first: a type error, a syntax error, a magic', () => {
  assert.deepEqual(
    [diagnosticsError('In[1]', 'x', [at(0, 1, 5)]).name, diagnosticsError('In[1]', 'x', [at(0, 1, 5)]).message],
    ['TypeCheckError', 'TS5: wrong'],
  )
  assert.equal(diagnosticsError('In[1]', 'x', [at(0, 1)]).name, 'SyntaxError')
  assert.equal(diagnosticsError('In[1]', 'a\n%%x', [at(2, 5)]).name, 'MagicError')
  assert.equal(diagnosticsError('In[1]', '//%%x', [at(0, 5)]).name, 'MagicError')
})

test('many diagnostics are counted', () => {
  const many = Array.from({ length: 25 }, () => at(0, 1, 1))
  assert.match(diagnosticsText('x', many), /… and 15 more$/)
})

test('carets stay under their characters: tabs, ends of lines, positions beyond the text', () => {
  assert.equal(plain(sourceExcerpt('\tab', 1, 2) ?? ''), '1 | \tab\n    \t^')
  assert.equal(plain(sourceExcerpt('abc', 1, 2, 100) ?? ''), '1 | abc\n     ^^')
  assert.equal(plain(sourceExcerpt('abc', 1, 4) ?? ''), '1 | abc\n       ^')
  assert.equal(sourceExcerpt('abc', 7, 1), undefined)
})

test('of a very long line the part around the place is shown', () => {
  const [text = '', marks = ''] = plain(sourceExcerpt(`${'x'.repeat(1e6)}here${'y'.repeat(1e6)}`, 1, 1e6 + 1, 4) ?? '').split('\n')
  assert.match(text, /^1 \| …x{80}herey{156}…$/)
  assert.equal(marks.indexOf('^'), text.indexOf('here'))
  assert.match(plain(sourceExcerpt('z'.repeat(1e6), 1, 1) ?? ''), /^1 \| z{240}…\n {4}\^$/)
  assert.ok((sourceExcerpt('z'.repeat(1e6), 1, 1, 1e6) ?? '').length < 1000)
})

test('a magic that failed is named by its error', () => {
  assert.equal(magicFailure(new MagicError('no')).name, 'MagicError')
  assert.deepEqual([magicFailure(new TypeError('t')).name, magicFailure('text').message], ['TypeError', 'text'])
})
