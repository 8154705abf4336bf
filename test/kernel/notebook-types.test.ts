import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Compiler, loadCompiler } from '../../kernel/compile/compiler.ts'
import { sketch } from '../../kernel/compile/sketch.ts'
import type { ExpandedCell } from '../../kernel/compile/types.ts'
import { createNotebookTypes } from '../../kernel/notebook-types.ts'
import { openNotebook } from './check/notebook.ts'

function expanded(compiler: Compiler, code: string): ExpandedCell {
  const outcome = compiler.expand(code, { magics: [] })
  assert.ok(outcome.ok)
  return outcome.value
}

test('what an unchecked cell declares goes when it fails, also if types were asked for while it ran', async () => {
  await using notebook = openNotebook()
  const compiler = await loadCompiler()
  const types = createNotebookTypes(notebook.checker, text => assert.fail(text))
  const codes = async (code: string): Promise<unknown[]> =>
    (await types.check(expanded(compiler, code), 'error', 'In[9]')).diagnostics.map(diagnostic => diagnostic.code)
  const first = await types.check(expanded(compiler, 'const early = 1, late = 2'), 'off', 'In[1]')
  assert.deepEqual(
    (await types.complete(sketch('lat', []), 3)).map(({ text }) => text).filter(text => text === 'late'),
    ['late'],
  )
  first.rollBack(new Set(['early']))
  assert.deepEqual(await codes('early.toFixed()'), [])
  assert.deepEqual(await codes('late.toFixed()'), [2304])
  const second = await types.check(expanded(compiler, 'const later = 3'), 'off', 'In[2]')
  second.rollBack(new Set())
  assert.deepEqual(await codes('later.toFixed()'), [2304])
})
