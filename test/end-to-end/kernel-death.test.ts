import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestKernel, testKernel } from '../support/kernel.ts'
import { isRunning, processGone } from '../support/process-gone.ts'

const number = (text: string | undefined): number => Number(text?.replaceAll("'", ''))

/** Ids of the session and of a child process of user code; `sleep` outlives its parent unless somebody ends it. */
async function processes(kernel: TestKernel): Promise<{ readonly session: number; readonly child: number }> {
  const session = number((await kernel.run('process.pid')).result)
  const child = number(
    (await kernel.run("import { spawn } from 'node:child_process'\nspawn('sleep', ['1000'], { stdio: 'ignore' }).pid")).result,
  )
  assert.ok(isRunning(session) && isRunning(child))
  return { session, child }
}

/** The kernel's own descendants: the session, tsc. */
async function descendants(pid: number): Promise<number[]> {
  const { readFileSync, readdirSync } = await import('node:fs')
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const fields = readFileSync(`/proc/${entry}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      parents.set(Number(entry), Number(fields[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const found: number[] = []
  for (let next = [pid]; next.length > 0; ) {
    next = [...parents].filter(([, parent]) => next.includes(parent)).map(([child]) => child)
    found.push(...next)
  }
  return found
}

const deaths: readonly { readonly what: string; readonly code: string; readonly says: RegExp; readonly env?: Record<string, string> }[] = [
  { what: 'process.exit', code: "console.log('last words'); process.exit(3)", says: /process\.exit\(3\)/ },
  {
    what: 'process.exit in a timer',
    code: "console.log('last words'); setTimeout(() => process.exit(0), 5); await new Promise(() => {})",
    says: /process\.exit\(0\)/,
  },
  { what: 'a segmentation fault', code: "console.log('last words'); process.kill(process.pid, 'SIGSEGV'); for (;;) {}", says: /SIGSEGV/ },
  { what: 'an abort', code: "console.log('last words'); process.abort()", says: /SIGABRT/ },
  { what: 'SIGKILL', code: "console.log('last words'); process.kill(process.pid, 'SIGKILL'); for (;;) {}", says: /SIGKILL/ },
  {
    what: 'want of memory',
    code: "console.log('last words'); const hoard: unknown[] = []; for (;;) hoard.push(new Array(1000).fill({}))",
    says: /out of memory/,
    env: { NODE_OPTIONS: '--max-old-space-size=100' },
  },
]

for (const { what, code, says, env } of deaths)
  test(`${what} in a cell is an error of that cell; a fresh session is there and the kernel is up`, async () => {
    await using kernel = await testKernel({ env: env ?? {} })
    const { session, child } = await processes(kernel)
    await kernel.run('const before = 1')
    const died = await kernel.run(code)
    assert.deepEqual([died.status, died.reply.ename], ['error', 'SessionLostError'])
    assert.match(died.errors[0]?.message ?? '', says)
    assert.match(died.errors[0]?.message ?? '', /fresh session/)
    assert.match(died.stdout, /^last words\n/)
    await Promise.all([processGone(session), processGone(child)])

    assert.match((await kernel.run('before')).errors[0]?.message ?? '', /Cannot find name 'before'/)
    await kernel.run("const before = 'again'; function f() { return before }")
    const fresh = await kernel.run('f() + typeof process.pid')
    assert.equal(fresh.result, "'againnumber'")
  })

test('a session that dies between cells is replaced, and the notebook is told', async () => {
  await using kernel = await testKernel()
  const told = kernel.next(
    ({ header, content }) => header.msg_type === 'stream' && /session was restarted/.test((content as { text: string }).text),
  )
  await kernel.run('const before = 1')
  await kernel.run('setTimeout(() => process.exit(1), 20)')
  await told
  assert.match((await kernel.run('before')).errors[0]?.message ?? '', /Cannot find name 'before'/)
  assert.equal((await kernel.run('1 + 1')).result, '2')
})

test('a session that dies as its cell ends does not confuse the next', async () => {
  await using kernel = await testKernel()
  for (let i = 0; i < 3; i++) {
    await kernel.run('process.nextTick(() => setImmediate(() => setImmediate(() => process.exit(1))))')
    const { result, reply } = await kernel.run('20 + 1')
    assert.ok(result === '21' || reply.ename === 'SessionLostError', JSON.stringify(reply))
    assert.equal((await kernel.run('20 + 1')).result, '21')
  }
})

test('a SIGKILLed kernel leaves no process, though main thread and threads spin', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, async () => {
  await using kernel = await testKernel()
  const { session, child } = await processes(kernel)
  const own = await descendants(kernel.client.process.pid as number)
  assert.ok(own.includes(session) && own.includes(child) && own.length >= 3, `${own}`)
  const spinning = kernel.run(`
    import { spawnThread } from 'tsloom'
    import { spawn } from 'node:child_process'
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' })
    const threads = [spawnThread(() => { console.log('spins'); for (;;) {} }), spawnThread(() => { console.log('spins'); for (;;) {} })]
    await new Promise(resolve => setTimeout(resolve, 200))
    console.log('go'); for (;;) {}`)
  spinning.catch(() => {})
  await spinning.printed(/go\n/)
  const all = [...new Set([...own, ...(await descendants(kernel.client.process.pid as number))])]
  process.kill(kernel.client.process.pid as number, 'SIGKILL')
  await Promise.all(all.map(processGone))
})

for (const restart of [false, true])
  test(`${restart ? 'a restart' : 'a shutdown'} while a cell spins leaves no process`, {
    skip: process.platform !== 'linux' && 'reads /proc',
  }, async () => {
    await using kernel = await testKernel()
    const { session, child } = await processes(kernel)
    const all = [kernel.client.process.pid as number, session, child, ...(await descendants(kernel.client.process.pid as number))]
    const spinning = kernel.run("%%thread\nconsole.log('go'); for (;;) {}")
    spinning.catch(() => {})
    await spinning.printed(/go/)
    await kernel.client.shutdown({ restart })
    await Promise.all(all.map(processGone))
  })

test('SIGTERM ends the kernel and all it started', { skip: process.platform !== 'linux' && 'reads /proc' }, async () => {
  await using kernel = await testKernel()
  const { session, child } = await processes(kernel)
  const all = [session, child, ...(await descendants(kernel.client.process.pid as number))]
  kernel.client.process.kill('SIGTERM')
  assert.deepEqual(await kernel.client.exited, { code: 143, signal: null })
  await Promise.all(all.map(processGone))
})

test('a session that cannot be started is said in the cell, and tried again with the next', async () => {
  await using kernel = await testKernel()
  const { mkdirSync, rmSync } = await import('node:fs')
  rmSync(kernel.folder, { recursive: true })
  assert.equal((await kernel.run('process.exit(1)')).reply.ename, 'SessionLostError')
  const failed = await kernel.run('1')
  assert.equal(failed.reply.ename, 'SessionLostError')
  assert.match(failed.errors[0]?.message ?? '', /could not be started: its folder .* is gone/)
  await kernel.client.interrupt()
  mkdirSync(kernel.folder)
  assert.equal((await kernel.run('20 + 1')).result, '21')
})

test('a process that left the session’s group and holds its output does not end the next session', async () => {
  await using kernel = await testKernel()
  const child = number(
    (await kernel.run("import { spawn } from 'node:child_process'\nspawn('sleep', ['3'], { detached: true, stdio: 'inherit' }).pid"))
      .result,
  )
  assert.equal((await kernel.run('process.exit(1)')).reply.ename, 'SessionLostError')
  await kernel.run('const fresh = 1')
  process.kill(child, 'SIGKILL')
  await processGone(child)
  await kernel.run('await new Promise(resolve => setTimeout(resolve, 50))')
  assert.equal((await kernel.run('fresh')).result, '1')
})

test('the kernel does without its folder', async () => {
  await using kernel = await testKernel()
  await kernel.run('const before = 1')
  const { rmSync } = await import('node:fs')
  rmSync(kernel.folder, { recursive: true })
  assert.equal((await kernel.run('before + 1')).result, '2')
  assert.equal((await kernel.run("import { basename } from 'node:path'\nbasename('/a/b')")).result, "'b'")
})
