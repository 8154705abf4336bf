import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createFilePositions } from '../../../kernel/session/file-positions.ts'
import { createStackFrames } from '../../../kernel/session/stack-frames.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const cell = {
  name: 'In[3]',
  js: '(async function () { x = 1\n})',
  map: { code: 'const x = 1', expand: [[0, 11]], emit: ['(async function () { ', [6, 11], '\n})'] },
} as const

test('positions in a cell become the user’s, once', () => {
  const frames = createStackFrames()
  frames.add(cell)
  const mapped = frames.mapStack('Error: x\n    at compiled:In[3]:1:26\n    at f (compiled:In[9]:1:1)')
  assert.equal(mapped, 'Error: x\n    at In[3]:1:11\n    at f (In[9]:1:1)')
  assert.equal(frames.mapStack(mapped), mapped)
  assert.equal(frames.source('In[3]'), 'const x = 1')
})

test('the text of a function is found in the latest cell that has it', () => {
  const frames = createStackFrames()
  frames.add(cell)
  frames.add({ ...cell, name: 'In[4]', js: '\n  x = 1' })
  assert.deepEqual(frames.locate('x = 1'), { file: 'compiled:In[4]', line: 1, column: 2 })
  assert.deepEqual(frames.locate('(async'), { file: 'compiled:In[3]', line: 0, column: 0 })
  assert.equal(frames.locate('nowhere'), undefined)
})

test('positions in a local .ts file become those of its TypeScript', t => {
  const file = join(temporaryFolder(t), 'local.ts')
  writeFileSync(file, 'interface Erased {\n  a: string\n}\nexport function fail(): never {\n  throw new Error("x")\n}\n')
  const url = pathToFileURL(file).href
  const inFile = createFilePositions()
  assert.equal(inFile(`at fail (${url}?version=12.5:2:8)`), `at fail (${url}:5:9)`)
  writeFileSync(file, 'function (')
  assert.equal(inFile(`at fail (${url}?version=13:2:8)`), `at fail (${url}:2:8)`)
  assert.equal(inFile('at fail (file:///gone/x.ts:2:8)'), 'at fail (file:///gone/x.ts:2:8)')
  assert.equal(inFile('at plain (file:///a/x.js:2:8)'), 'at plain (file:///a/x.js:2:8)')
})
