import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { contentOf, testKernel } from '../support/kernel.ts'
import { finish, jupyterPython, privateJupyter } from '../support/python.ts'

const FIGURE = 'application/vnd.plotly.v1+json'
const SLOW = { timeout: 180_000 }

test('the picture of a figure comes by an update of its display before the cell is idle', SLOW, async () => {
  await using kernel = await testKernel()
  for (const code of ["import { display, plot } from 'tsloom'; display(plot([{ y: [1, 3, 2] }]))", 'plot([{ y: [1, 3, 2] }])']) {
    const { messages, status } = await kernel.run(code)
    assert.equal(status, 'ok')
    const types = messages.map(({ header }) => header.msg_type)
    assert.deepEqual(types.slice(-3), ['display_data', 'update_display_data', 'status'], kernel.log())
    const [shown, updated] = messages.slice(-3).map(contentOf)
    const data = updated?.data as Record<string, unknown>
    assert.deepEqual(updated?.transient, shown?.transient)
    assert.match(String((shown?.transient as Record<string, unknown>).display_id), /./)
    assert.deepEqual(Object.keys(data).sort(), [FIGURE, 'image/png', 'text/plain'])
    assert.match(String(data['image/png']), /^iVBORw0KGgo/)
  }
  const plain = await kernel.run("'no figure'")
  assert.ok(plain.messages.every(({ header }) => header.msg_type !== 'update_display_data'))
})

test('TSLOOM_FIGURE_PNG=0 turns the pictures off', SLOW, async () => {
  await using kernel = await testKernel({ env: { TSLOOM_FIGURE_PNG: '0' } })
  const { messages } = await kernel.run("import { plot } from 'tsloom'; plot([{ y: [1, 3, 2] }])")
  assert.deepEqual(messages.slice(-2).map(({ header }) => header.msg_type), ['execute_result', 'status'])
})
