import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { destinations } from '../../../kernel/cli/destinations.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const html = { flag: '--html', extension: '.html', cwd: '/w' } as const

test('a target with the extension is the file itself', () => {
  assert.deepEqual([...destinations(['/n/a.ipynb'], { ...html, target: 'out/x.html' })], [['/n/a.ipynb', '/w/out/x.html']])
})

test('a target that ends in a slash, has no extension or is a folder gets a file for each notebook', t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'odd.html'))
  for (const target of ['reports/', 'reports']) {
    assert.equal(destinations(['/n/a.ipynb'], { ...html, target }).get('/n/a.ipynb'), '/w/reports/a.html')
  }
  assert.equal(
    destinations(['/n/a.ipynb'], { ...html, cwd: folder, target: 'odd.html' }).get('/n/a.ipynb'),
    join(folder, 'odd.html/a.html'),
  )
})

test('one file for several notebooks is refused', () => {
  assert.throws(() => destinations(['/n/a.ipynb', '/n/b.ipynb'], { ...html, target: 'x.html' }), /one file, and there are 2 notebooks/)
})

test('two notebooks that would overwrite each other are refused', () => {
  assert.throws(() => destinations(['/n/a.ipynb', '/m/a.ipynb'], { ...html, target: 'r/' }), /both become \/w\/r\/a\.html/)
})
