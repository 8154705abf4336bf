import assert from 'node:assert/strict'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'oxc-transform'
import * as tsloom from '../../../src/index.ts'
import { projectRoot } from '../../support/project-root.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** What examples take for granted. */
const given = `
const urls = ['data:,a', 'data:,bb'], url = urls[0]
const sizeOf = async (url: string) => (await (await fetch(url)).text()).length
const fetchUser = async () => 'user'
const fetchPages = async (_: { signal: AbortSignal }) => ['page']
const tasks = [sizeOf(url), sizeOf('data:,c')]
const { signal: a } = new AbortController(), { signal: b } = new AbortController()
`

function examplesOf(file: string): string[] {
  const text = readFileSync(join(projectRoot, file), 'utf8')
  return [...text.matchAll(/@example\n((?: +\*(?! @|\/).*\n| \*(?! @|\/).*\n)+)/g)].map(([, lines = '']) => lines.replace(/^ *\* ?/gm, ''))
}

const files = [...readdirSync(join(projectRoot, 'src/async')).map(name => `src/async/${name}`), 'src/pools/async-pool.ts']

test('the examples of the event-loop helpers run', async context => {
  const folder = temporaryFolder(context)
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const library = new URL('../../../src/index.js', import.meta.url).href
  context.mock.method(console, 'log', () => {})
  let ran = 0
  for (const file of files)
    for (const [number, example] of examplesOf(file).entries()) {
      const text = `import { ${Object.keys(tsloom).join(', ')} } from '${library}'\n${given}\n{\n${example}\n}\nexport {}`
      const { code, errors } = transformSync('example.ts', text, { target: 'es2022', typescript: { onlyRemoveTypeImports: true } })
      assert.deepEqual(errors, [], `${file}, example ${number}`)
      const path = join(folder, `${file.replaceAll('/', '-')}-${number}.mjs`)
      writeFileSync(path, code)
      await assert.doesNotReject(import(pathToFileURL(path).href), `${file}, example ${number}`)
      ran++
    }
  assert.ok(ran >= 9, `${ran} examples`)
})
