import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNotebook } from '../../../kernel/report/parse-notebook.ts'
import { readNotebook } from '../../../kernel/report/read-notebook.ts'

const file = 'demo.ipynb'
const parse = (notebook: unknown) => parseNotebook(JSON.stringify(notebook), file)
const withCells = (...cells: unknown[]) => parse({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })
const code = (more: Record<string, unknown> = {}) => ({
  cell_type: 'code',
  id: 'a',
  metadata: {},
  source: '',
  execution_count: null,
  outputs: [],
  ...more,
})

test('arrays of lines become whole strings, in sources, streams and text types, but not in JSON types', () => {
  const { cells } = withCells(
    code({
      source: ['let a = 1\n', 'a'],
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] },
        { output_type: 'display_data', metadata: {}, data: { 'text/plain': ['x\n', 'y'], 'application/json': ['kept', 'as is'] } },
      ],
    }),
  )
  const cell = cells[0]
  assert(cell?.cell_type === 'code')
  assert.equal(cell.source, 'let a = 1\na')
  assert.deepEqual(cell.outputs[0], { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' })
  assert.deepEqual(cell.outputs[1], {
    output_type: 'display_data',
    metadata: {},
    data: { 'text/plain': 'x\ny', 'application/json': ['kept', 'as is'] },
  })
})

test('an older minor is upgraded: every cell gets an id, the same one each time', () => {
  const old = {
    nbformat: 4,
    nbformat_minor: 2,
    metadata: { orig_nbformat: 2 },
    cells: [
      { cell_type: 'markdown', metadata: {}, source: 'a' },
      { cell_type: 'markdown', metadata: {}, source: 'a' },
    ],
  }
  const first = parse(old)
  assert.equal(first.nbformat_minor, 5)
  assert.deepEqual(first.metadata, {})
  assert.deepEqual(first, parse(old))
  const ids = first.cells.map(cell => cell.id)
  assert.equal(new Set(ids).size, 2)
  for (const id of ids) assert.match(id, /^[\w-]{1,64}$/)
})

test('of two cells with one id the second gets a new one', () => {
  const { cells } = withCells(code(), code())
  assert.equal(cells[0]?.id, 'a')
  assert.notEqual(cells[1]?.id, 'a')
})

test('what a cell may leave out gets its obvious value', () => {
  const { cells } = withCells({ cell_type: 'code', source: '1' })
  assert.deepEqual({ ...cells[0], id: '' }, { cell_type: 'code', id: '', metadata: {}, source: '1', execution_count: null, outputs: [] })
})

test('nbformat 3 is refused with the command that converts it', () => {
  assert.throws(() => parse({ nbformat: 3, nbformat_minor: 0, worksheets: [] }), {
    name: 'NotebookError',
    message: /demo\.ipynb: nbformat 3 .*jupyter nbconvert --to notebook --nbformat 4 --inplace "demo\.ipynb"/,
  })
})

for (const [what, text, message] of [
  ['text that is no JSON', 'hello', /^demo\.ipynb: not a notebook, since it is not JSON: /],
  ['merge conflict markers', '{\n<<<<<<< HEAD\n}', /merge conflict markers/],
  ['an array', '[]', /^demo\.ipynb: expected an object, found an array$/],
  ['JSON that is no notebook', '{}', /^demo\.ipynb: not a notebook: it has no field "nbformat"$/],
  ['a newer major', '{"nbformat":5,"cells":[]}', /nbformat 5 is newer/],
  ['no cells', '{"nbformat":4,"nbformat_minor":5}', /^demo\.ipynb: cells: expected an array, found nothing$/],
] as const) {
  test(`an error tells of ${what}`, () => {
    assert.throws(() => parseNotebook(text, file), { name: 'NotebookError', message })
  })
}

for (const [field, cell, message] of [
  ['cell_type', code({ cell_type: 'sql' }), 'demo.ipynb: cell 2 (sql), cell_type: expected "code", "markdown" or "raw", found "sql"'],
  ['source', code({ source: 5 }), 'demo.ipynb: cell 2 (code), source: expected a string or an array of strings, found 5'],
  ['id', code({ id: 'a b' }), 'demo.ipynb: cell 2 (code), id: expected 1 to 64 letters, digits, - or _, found "a b"'],
  [
    'execution_count',
    code({ execution_count: 'x' }),
    'demo.ipynb: cell 2 (code), execution_count: expected null or a whole number, found "x"',
  ],
  ['tags', code({ metadata: { tags: 'hide-input' } }), 'demo.ipynb: cell 2 (code), metadata.tags: expected an array, found "hide-input"'],
  ['outputs', code({ outputs: {} }), 'demo.ipynb: cell 2 (code), outputs: expected an array, found an object'],
  [
    'stream name',
    code({ outputs: [{ output_type: 'stream', name: 'log', text: '' }] }),
    'demo.ipynb: cell 2 (code), outputs[0], name: expected "stdout" or "stderr", found "log"',
  ],
  [
    'output type',
    code({ outputs: [{ output_type: 'pyout' }] }),
    'demo.ipynb: cell 2 (code), outputs[0], output_type: expected "stream", "display_data", "execute_result" or "error", found "pyout"',
  ],
  [
    'MIME content',
    code({ outputs: [{ output_type: 'display_data', data: { 'text/plain': {} } }] }),
    'demo.ipynb: cell 2 (code), outputs[0], data["text/plain"]: expected a string or an array of strings, found an object',
  ],
] as const) {
  test(`an error names file, cell and field: ${field}`, () => {
    assert.throws(() => withCells({ cell_type: 'markdown', source: 'fine' }, cell), { message })
  })
}

test('a file that is not there and a folder are told apart', async () => {
  await assert.rejects(readNotebook('/nowhere/x.ipynb'), { message: '/nowhere/x.ipynb: no such file' })
  await assert.rejects(readNotebook(import.meta.dirname), { message: /a directory, not a notebook/ })
})
