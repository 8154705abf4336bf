import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as tsloom from '../../src/index.ts'
import { testKernel } from '../support/kernel.ts'
import { projectRoot } from '../support/project-root.ts'

const sources = [...readFileSync(join(projectRoot, 'src/index.ts'), 'utf8').matchAll(/from '\.\/(.*)'/g)].map(([, path]) => `src/${path}`)

/** What follows `@example` in its comments, up to the next tag. */
function examplesOf(file: string): string[] {
  const comments = readFileSync(join(projectRoot, file), 'utf8').match(/\/\*\*[^]*?\*\//g) ?? []
  const texts = comments.map(comment => comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^ *\* ?/gm, ''))
  return texts.flatMap(text => text.split(/^\s*@/m).flatMap(tag => /^example\s+([^]*)/.exec(tag)?.[1] ?? []))
}

test('every example of the public documentation is type-checked and runs as a cell', { timeout: 120_000 }, async () => {
  await using kernel = await testKernel()
  assert.deepEqual((await kernel.run(`import { ${Object.keys(tsloom).join(', ')} } from 'tsloom'`)).errors, [])
  const examples = [...new Set(sources)].flatMap(file => examplesOf(file).map(code => ({ file, code })))
  assert.ok(examples.length > 30, `${examples.length} examples`)
  for (const { file, code } of examples) {
    const { errors } = await kernel.run(code)
    assert.deepEqual(errors, [], `${file}: ${code}`)
  }
})
