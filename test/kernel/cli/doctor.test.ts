import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { doctor } from '../../../kernel/cli/doctor.ts'
import { install } from '../../../kernel/cli/install.ts'
import type { LaunchKernel } from '../../../kernel/cli/notebook-kernel.ts'
import { recordedCli } from '../../support/cli-context.ts'
import { fakeKernel } from '../../support/fake-notebook-kernel.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const name = 'tsloom'

/** The fake kernel knows no sums: it says what 1 + 1 would be. */
function summing(answer: string): LaunchKernel {
  return async how => {
    const kernel = await fakeKernel()(how)
    return {
      ...kernel,
      async execute(cell, code) {
        how.onOutput(cell, { msg_type: 'execute_result', content: { data: { 'text/plain': answer }, execution_count: 1 } })
        return kernel.execute(cell, code)
      },
    }
  }
}

function cliIn(folder: string) {
  return recordedCli(folder, { env: { PATH: process.env.PATH, JUPYTER_DATA_DIR: folder } })
}

test('a sound installation is all ok, the kernelspec included', async t => {
  const folder = temporaryFolder(t)
  const cli = cliIn(folder)
  await install({ name }, cli)
  await doctor(cli, summing('2'))
  assert.equal(cli.exitCode(), 0, cli.out())
  for (const title of ['Node', 'ZeroMQ', 'TypeScript checker', 'oxc', 'kernelspec', 'kernel']) {
    assert.match(cli.out(), new RegExp(`^ok +${title}: `, 'm'))
  }
  assert.match(cli.out(), /All is well/)
})

test('a kernelspec of another installation or of a Node that is gone is a problem with its remedy', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'kernels/tsloom/kernel.json')
  await install({ name }, cliIn(folder))
  writeFileSync(file, JSON.stringify({ argv: [process.execPath, join(import.meta.dirname, 'doctor.test.js')] }))
  const other = cliIn(folder)
  await doctor(other, summing('2'))
  assert.equal(other.exitCode(), 1)
  assert.match(other.out(), /PROBLEM kernelspec: .* starts another installation.*\n +→ tsloom install/)
  writeFileSync(file, JSON.stringify({ argv: ['/no/such/node', 'main.js'] }))
  const gone = cliIn(folder)
  await doctor(gone, summing('2'))
  assert.match(gone.out(), /PROBLEM kernelspec: .*\/no\/such\/node, which does not exist/)
})

test('no kernelspec is only noted, since tsloom run does without', async t => {
  const folder = temporaryFolder(t)
  const cli = cliIn(folder)
  await doctor(cli, summing('2'))
  assert.equal(cli.exitCode(), 0)
  assert.match(cli.out(), /note +kernelspec: not installed.*\n +→ .*tsloom install/)
})

test('a kernel that cannot add is a problem', async t => {
  const cli = cliIn(temporaryFolder(t))
  await doctor(cli, summing('3'))
  assert.equal(cli.exitCode(), 1)
  assert.match(cli.out(), /PROBLEM kernel: 1 \+ 1 gave "3"/)
})

test('a kernel that does not start is a problem, and the checks before it are still told', async t => {
  const cli = cliIn(temporaryFolder(t))
  await doctor(cli, async () => {
    throw new Error('it did not start')
  })
  assert.equal(cli.exitCode(), 1)
  assert.match(cli.out(), /ok +Node[\s\S]*PROBLEM kernel: it did not start/)
})
