import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { imageEmbedder } from '../../../kernel/report/embed-image.ts'

test('attachments and data come along', () => {
  const embed = imageEmbedder({ 'a b.png': { 'image/png': 'AAAA\n' } }, undefined)
  assert.deepEqual(embed('attachment:a%20b.png'), { url: 'data:image/png;base64,AAAA' })
  assert.deepEqual(embed('data:image/gif;base64,R0lG'), { url: 'data:image/gif;base64,R0lG' })
  assert.deepEqual(embed('attachment:none.png'), { missing: 'the cell has no attachment none.png' })
})

test('files below the notebook come along; what lies outside, is remote or no image does not', async t => {
  const root = await mkdtemp(join(tmpdir(), 'tsloom-images-'))
  t.after(() => rm(root, { recursive: true }))
  const folder = join(root, 'notebooks')
  await mkdir(join(folder, 'img'), { recursive: true })
  await writeFile(join(folder, 'img', 'a.png'), 'png')
  await writeFile(join(folder, 'secret.txt'), 'x')
  await writeFile(join(root, 'outside.png'), 'x')
  await symlink(join(root, 'outside.png'), join(folder, 'link.png'))
  const embed = imageEmbedder({}, folder)
  assert.deepEqual(embed('./img/a.png?raw=1'), { url: `data:image/png;base64,${Buffer.from('png').toString('base64')}` })
  assert.deepEqual(embed('secret.txt'), { missing: 'not an image: secret.txt' })
  assert.deepEqual(embed('../outside.png'), { missing: "outside the notebook's folder: ../outside.png" })
  assert.deepEqual(embed('link.png'), { missing: "outside the notebook's folder: link.png" })
  assert.deepEqual(embed('no.png'), { missing: 'no such file: no.png' })
  for (const src of ['https://example.org/a.png', '//example.org/a.png', 'file:///etc/a.png']) {
    assert.deepEqual(embed(src), { missing: `not embedded, since a report makes no connections: ${src}` })
  }
})
