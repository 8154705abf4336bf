import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spawnThread } from '../../../src/index.ts'

// biome-ignore lint/complexity/noStaticOnlyClass: its static fields are what is tested
class Settings {
  static depth = 1
  static names = ['a']
  static readonly first = new Settings()
  static read = () => Settings.depth
}

test('static fields of data are as they are now; what cannot be sent the class makes anew', async () => {
  const read = () => [Settings.depth, Settings.names, Settings.read(), Settings.first instanceof Settings]
  assert.deepEqual(await spawnThread(read), [1, ['a'], 1, true])
  Settings.depth = 5
  Settings.names.push('b')
  assert.deepEqual(await spawnThread(read), [5, ['a', 'b'], 5, true])
})

test('a function of this library is imported where it goes, however it got its name here', async () => {
  const { spawnThread: nested, transfer: moved, Mutex: Lock } = await import('../../../src/index.ts')
  assert.equal(await spawnThread(() => nested(() => 'inside')), 'inside')
  assert.equal(await spawnThread(() => moved(new Uint8Array(5))).then(({ length }) => length), 5)
  assert.ok((await spawnThread(() => new Lock())) instanceof Lock)
})
