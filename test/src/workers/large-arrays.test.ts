import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { ProcessPool, WorkerLostError } from '../../../src/index.ts'
import { ArrayFiles } from '../../../src/workers/array-files.ts'
import { processNamespace, sweepFolders } from '../../../src/workers/stale-folders.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const PLACES = process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()]

/** Folders of this process. */
function folders(): string[] {
  const own = `tsloom-arrays-${processNamespace()}-${process.pid}-`
  return PLACES.flatMap(place => readdirSync(place).filter(name => name.startsWith(own)))
}

afterEach(() => assert.deepEqual(folders(), []))

test('large arrays of every kind arrive whole, as copies, and come back', async () => {
  await using pool = new ProcessPool({ workers: 1 })
  const floats = Float64Array.from({ length: 200_000 }, (_, index) => index / 3)
  const part = floats.subarray(10, 150_010)
  const bytes = Buffer.alloc(2 ** 20, 7)
  const shared = { floats, again: floats, deep: new Map([['list', [1, part]]]), buffer: floats.buffer, bytes, small: Uint8Array.of(1) }
  const back = await pool.submit(value => {
    value.floats[0] = -1
    return { ...value, same: value.floats === value.again, isBuffer: Buffer.isBuffer(value.bytes) }
  }, shared)
  assert.equal(floats[0], 0)
  assert.ok(back.same && back.isBuffer)
  assert.ok(back.floats instanceof Float64Array && back.buffer instanceof ArrayBuffer && Buffer.isBuffer(back.bytes))
  assert.deepEqual(back.floats.subarray(1), floats.subarray(1))
  assert.deepEqual(back.deep.get('list'), [1, part])
  assert.deepEqual([back.bytes.length, back.bytes[2 ** 20 - 1], back.small[0], back.buffer.byteLength], [2 ** 20, 7, 1, 1_600_000])
})

test('captured arrays travel likewise', async () => {
  const weights = new Float32Array(300_000).fill(0.5)
  await using pool = new ProcessPool({ workers: 1 })
  assert.equal(await pool.submit(() => weights.length + (weights.at(-1) ?? 0)), 300_000.5)
})

test('files of a worker that dies go with it', async () => {
  const large = new Uint8Array(2 ** 21)
  await using pool = new ProcessPool({ workers: 1 })
  await assert.rejects(
    pool.submit((_: Uint8Array) => process.kill(process.pid, 'SIGKILL'), large),
    WorkerLostError,
  )
  const cancelled = pool.submit((bytes: Uint8Array) => bytes.length, large)
  cancelled.cancel()
  await assert.rejects(cancelled)
  assert.equal(await pool.submit((bytes: Uint8Array) => bytes.length, large), 2 ** 21)
})

test('only this user can read the files, and one that has been read is written again', () => {
  const files = new ArrayFiles()
  try {
    const first = files.write(new Uint8Array(100).fill(1)) ?? ''
    assert.equal(statSync(first).mode & 0o777, 0o600)
    assert.equal(statSync(join(first, '..')).mode & 0o777, 0o700)
    assert.equal(files.read(first).length, 100)
    const second = files.write(new Uint8Array(50).fill(2)) ?? ''
    assert.equal(second, first)
    assert.deepEqual([...files.read(second)], new Array(50).fill(2))
  } finally {
    files.remove()
  }
})

test('folders of processes that are gone are swept, others stay', test => {
  const place = temporaryFolder(test)
  const here = `arrays-${processNamespace()}`
  const kept = [`${here}-${process.pid}-a`, 'arrays-0-999999999-elsewhere', 'else']
  for (const name of [...kept, `${here}-999999999-b`]) mkdirSync(join(place, name))
  sweepFolders(place, 'arrays-')
  assert.deepEqual(readdirSync(place).sort(), kept.sort())
})
