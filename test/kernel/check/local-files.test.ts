import assert from 'node:assert/strict'
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLocalFiles } from '../../../kernel/check/local-files.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const nothing = { created: [], changed: [], deleted: [] }

function write(file: string, time: number): void {
  writeFileSync(file, '')
  utimesSync(file, time / 1000, time / 1000)
}

test('edits are told once, deletions and new files as such', t => {
  const file = join(temporaryFolder(t), 'a.ts')
  write(file, 1_000_000)
  const files = createLocalFiles(name => name.startsWith('/ours'))
  files.track([file, '/ours/x.ts', '/x/node_modules/y.ts'], 2_000_000)
  assert.deepEqual(files.changes(), nothing)
  write(file, 3_000_000)
  assert.deepEqual(files.changes(), { ...nothing, changed: [file] })
  assert.deepEqual(files.changes(), nothing)
  rmSync(file)
  assert.deepEqual(files.changes(), { ...nothing, deleted: [file] })
  write(file, 4_000_000)
  assert.deepEqual(files.changes(), { ...nothing, created: [file] })
})

test('a file edited after it was read and before it was tracked counts as changed', t => {
  const file = join(temporaryFolder(t), 'a.ts')
  write(file, 2_000_000)
  const files = createLocalFiles(() => false)
  files.track([file], 1_999_000)
  assert.deepEqual(files.changes(), { ...nothing, changed: [file] })
  assert.deepEqual(files.changes(), nothing)
})
