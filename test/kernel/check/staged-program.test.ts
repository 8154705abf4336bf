import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Program, RawDiagnostic } from '../../../kernel/check/program.ts'
import { stageProgram } from '../../../kernel/check/staged-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const complaint: RawDiagnostic = { pos: 0, end: 1, code: 2304, category: 1, text: "Cannot find name 'process'." }

/** A program that knows `process` only with Node's types; `did` lists what was asked of it. */
function staged(t: TestContext) {
  const file = join(temporaryFolder(t), 'cell_0.ts')
  const did: string[] = []
  let text = ''
  let added: () => void = () => {}
  const whole = new Promise<void>(resolve => {
    added = resolve
  })
  const program: Program = {
    update: async () => void did.push('update'),
    async check(_file, changes) {
      if (changes) did.push('update')
      did.push('check')
      return text.includes('process') && !did.includes('node types') ? [complaint] : []
    },
    configDiagnostics: async () => [],
    fileNames: async () => [],
    query: async () => void did.push('query'),
  }
  const stage = stageProgram(program, async () => {
    did.push('node types')
    added()
  })
  async function check(cell: string): Promise<readonly RawDiagnostic[]> {
    text = `import"./scope_0.ts";\n${cell}\n`
    writeFileSync(file, text)
    return stage.check(file, { changed: [file] })
  }
  return { stage, check, did, whole }
}

test('plain TypeScript is answered before Node’s types are there', async t => {
  const { check, did } = staged(t)
  await check('1 + 1')
  assert.deepEqual(did, ['update', 'check'])
})

test('a cell that needs Node’s types is checked again with them', async t => {
  const { check, did } = staged(t)
  assert.deepEqual(await check('process.argv'), [])
  assert.deepEqual(did, ['update', 'check', 'node types', 'check'])
  await check('1 + 1')
  assert.deepEqual(did.slice(4), ['update', 'check'])
})

test('imports, declared globals and suppressed errors have Node’s types from the start', async t => {
  for (const cell of ["import { x } from './x.ts'", 'declare global { var x: string }', '// @ts-expect-error\nprocess.x']) {
    const { check, did } = staged(t)
    await check(cell)
    assert.deepEqual(did, ['node types', 'update', 'check'])
  }
})

test('what a front end asks has them', async t => {
  const { stage, did } = staged(t)
  await stage.query('getCompletionsAtPosition', {})
  assert.deepEqual(did, ['node types', 'query'])
})

test('a pause brings them', async t => {
  const { whole, did } = staged(t)
  // The pause alone does not keep a process alive.
  const alive = setTimeout(() => {}, 20_000)
  await whole
  clearTimeout(alive)
  assert.deepEqual(did, ['node types'])
})
