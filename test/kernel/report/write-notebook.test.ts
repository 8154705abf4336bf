import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseNotebook } from '../../../kernel/report/parse-notebook.ts'
import { readNotebook } from '../../../kernel/report/read-notebook.ts'
import { formatNotebook, writeNotebook } from '../../../kernel/report/write-notebook.ts'
import { code, display, markdown, notebook, stdout } from './notebooks.ts'
import { showcase } from './showcase.ts'

test('a notebook is written as Jupyter writes it: sorted keys, one space, arrays of lines, a final newline', () => {
  const text = formatNotebook(notebook(code('let a = 1\na', [stdout('one\ntwo')])))
  assert.equal(
    text,
    `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "cell-0",
   "metadata": {
    "tags": []
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\\n",
      "two"
     ]
    }
   ],
   "source": [
    "let a = 1\\n",
    "a"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
  )
})

test('text and SVG are split into lines; base64 and JSON stay whole', () => {
  const data = {
    'text/html': '<b>\n</b>',
    'image/svg+xml': '<svg>\n</svg>',
    'image/png': 'AAAA\nBBBB',
    'application/json': { text: 'a\nb' },
  }
  const written = JSON.parse(formatNotebook(notebook(code('', [display(data)]))))
  assert.deepEqual(written.cells[0].outputs[0].data, {
    'text/html': ['<b>\n', '</b>'],
    'image/svg+xml': ['<svg>\n', '</svg>'],
    'image/png': 'AAAA\nBBBB',
    'application/json': { text: 'a\nb' },
  })
})

test('lines end where Python ends them, so that nothing is lost or moved when Jupyter saves', () => {
  const source = 'a\r\nb\rc\u2028d\fe\n\n\nf'
  const written = JSON.parse(formatNotebook(notebook(markdown(source)))).cells[0].source
  assert.deepEqual(written, ['a\r\n', 'b\r', 'c\u2028', 'd\f', 'e\n', '\n', '\n', 'f'])
})

test('writing and reading gives the same notebook', () => {
  const original = notebook(
    markdown('# A\n\ntext', { attachments: { 'a.png': { 'image/png': 'AAAA' } } }),
    code(
      '1',
      [stdout('x\n'), display({ 'text/plain': 'a\nb', 'application/json': [1, { __proto__: null, b: [] }] }, { isolated: true })],
      ['hide-input'],
    ),
    code(''),
  )
  assert.deepEqual(parseNotebook(formatNotebook(original), 'x.ipynb'), JSON.parse(JSON.stringify(original)))
})

test('a file is replaced at once and leaves nothing beside it', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'tsloom-write-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'a.ipynb')
  await writeFile(file, 'old')
  const before = notebook(markdown('new'))
  await writeNotebook(file, before)
  assert.deepEqual(await readdir(folder), ['a.ipynb'])
  assert.equal(await readFile(file, 'utf8'), formatNotebook(before))
  assert.deepEqual(await readNotebook(file), before)
})

test('a file that Jupyter saved is written back byte for byte', async () => {
  assert.equal(formatNotebook(await readNotebook(showcase)), await readFile(showcase, 'utf8'))
})
