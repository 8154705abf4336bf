import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataDirectory, searchPath } from '../../../kernel/cli/jupyter-paths.ts'

const linux = { env: {}, platform: 'linux', home: '/home/ada', cwd: '/work' } as const

test("a user's kernels go where Jupyter looks on each platform", () => {
  const user = { kind: 'user' } as const
  assert.equal(dataDirectory(user, linux), '/home/ada/.local/share/jupyter')
  assert.equal(dataDirectory(user, { ...linux, env: { XDG_DATA_HOME: '/data' } }), '/data/jupyter')
  assert.equal(dataDirectory(user, { ...linux, platform: 'darwin' }), '/home/ada/Library/Jupyter')
  assert.match(dataDirectory(user, { ...linux, platform: 'win32', env: { APPDATA: '/roaming' } }), /roaming.jupyter$/)
})

test('JUPYTER_DATA_DIR wins over the platform', () => {
  assert.equal(dataDirectory({ kind: 'user' }, { ...linux, env: { JUPYTER_DATA_DIR: '/mine' } }), '/mine')
})

test('a prefix is seen from the working directory', () => {
  assert.equal(dataDirectory({ kind: 'prefix', directory: 'venv' }, linux), '/work/venv/share/jupyter')
})

test('--sys-prefix prefers the active environment', () => {
  assert.equal(dataDirectory({ kind: 'sys-prefix' }, { ...linux, env: { VIRTUAL_ENV: '/venv' } }), '/venv/share/jupyter')
  assert.equal(dataDirectory({ kind: 'sys-prefix' }, { ...linux, env: { CONDA_PREFIX: '/conda' } }), '/conda/share/jupyter')
})

test('--sys-prefix without any Python says what to do', () => {
  assert.throws(() => dataDirectory({ kind: 'sys-prefix' }, { ...linux, env: { PATH: '/nowhere' } }), /--sys-prefix.*--prefix DIR/)
})

test('JUPYTER_PATH is searched first', () => {
  assert.deepEqual(searchPath({ ...linux, env: { JUPYTER_PATH: '/a:/b' } }).slice(0, 2), ['/a', '/b'])
})
