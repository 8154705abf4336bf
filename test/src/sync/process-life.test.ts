import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const library = new URL('../../../src/index.js', import.meta.url).href

function run(code: string): { readonly status: number | null; readonly output: string } {
  const program = `import(${JSON.stringify(library)}).then(async t => { ${code} })`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 20_000 })
  return { status, output: stdout + stderr }
}

test('the process does not end while something waits for a thread that is only just kept alive', () => {
  assert.deepEqual(
    run(`
    const latch = new t.Latch()
    t.spawnThread(() => { setTimeout(() => latch.open(), 300) })
    await latch.wait()
    console.log('open')
  `),
    { status: 0, output: 'open\n' },
  )
})

test('the process ends by itself when nothing waits any more', () => {
  assert.deepEqual(
    run(`
    const mutex = new t.Mutex()
    const held = await mutex.lock()
    await mutex.lock({ timeout: 5 }).catch(error => console.log(error.code))
    const channel = new t.Channel()
    await channel.receive({ timeout: 5 }).catch(error => console.log(error.code))
  `),
    { status: 0, output: 'TSLOOM_TIMEOUT\nTSLOOM_TIMEOUT\n' },
  )
})
