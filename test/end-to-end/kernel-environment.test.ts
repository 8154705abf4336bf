import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestKernel, testKernel } from '../support/kernel.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

test('extra certificates of a site are trusted by user code and handed to its children', async t => {
  const folder = temporaryFolder(t)
  const file = (name: string): string => join(folder, name)
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      file('key.pem'),
      '-out',
      file('cert.pem'),
    ],
    { stdio: 'ignore' },
  )
  const server = createServer({ key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem')) }, (_request, response) =>
    response.end('trusted'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`
  try {
    for (const name of ['NODE_EXTRA_CA_CERTS', 'TSLOOM_NODE_EXTRA_CA_CERTS']) {
      await using site = await testKernel({ env: { NODE_EXTRA_CA_CERTS: undefined, [name]: file('cert.pem') } })
      assert.equal((await site.run('process.env.NODE_EXTRA_CA_CERTS')).result, `'${file('cert.pem')}'`)
      assert.equal((await site.run(`await (await fetch('${url}')).text()`)).result, "'trusted'")
      const viaHttps = await site.run(`
        import https from 'node:https'
        await new Promise<string>((resolve, reject) => https.get('${url}', response => response.on('data', (part: Buffer) => resolve(part.toString()))).on('error', reject))`)
      assert.equal(viaHttps.result, "'trusted'")
    }
    await using stranger = await testKernel({ env: { NODE_EXTRA_CA_CERTS: undefined } })
    assert.match((await stranger.run(`await (await fetch('${url}')).text()`)).errors[0]?.traceback ?? '', /self.signed/)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

test('cells that replace what Node provides do not break the kernel', async () => {
  await using own = await testKernel()
  const printed: string[] = []
  own.client.onMessage(({ header, content }) => header.msg_type === 'stream' && printed.push((content as { text: string }).text))
  await own.run(`
    globalThis.setTimeout = (() => { throw new Error('no timers') }) as never
    globalThis.setImmediate = globalThis.queueMicrotask = globalThis.setTimeout as never
    console.log = () => {}
    JSON.stringify = JSON.parse = (() => { throw new Error('no JSON') }) as never
    performance.now = (() => NaN) as never`)
  const cell = await own.run('20 + 1')
  assert.deepEqual([cell.status, cell.result], ['ok', '21'])
  assert.equal((await own.run("throw new Error('still shown')")).errors[0]?.message, 'still shown')
})

test('replacing process.stdout.write catches what is printed, as libraries for tests do', async () => {
  const { result, stdout } = await kernel.run(`
    const { write } = process.stdout; let caught = ''
    process.stdout.write = ((text: string) => { caught += text; return true }) as never
    console.log('hidden'); process.stdout.write = write; console.log('shown')
    caught`)
  assert.deepEqual([result, stdout], ["'hidden\\n'", 'shown\n'])
})

test('a cell that closes the kernel’s own descriptors loses the session, not the kernel', async () => {
  await using own = await testKernel()
  const cell = await own.run("import { closeSync } from 'node:fs'\nfor (const fd of [3, 4, 5]) closeSync(fd)\n1")
  assert.equal(cell.status, 'error')
  assert.equal((await own.run('2')).result, '2')
})

test('a process title, a changed folder and changed variables last from cell to cell', async () => {
  const folder = (
    await kernel.run(
      "import { mkdirSync } from 'node:fs'\nmkdirSync('below'); process.chdir('below'); process.env.MINE = 'set'; process.cwd()",
    )
  ).result
  assert.equal(folder, `'${join(kernel.folder, 'below')}'`)
  assert.equal((await kernel.run('process.cwd() + process.env.MINE')).result, `'${join(kernel.folder, 'below')}set'`)
  await kernel.run('process.chdir("..")')
})

test('an interrupt during a type check leaves the notebook in order', async () => {
  const heavy = Array.from({ length: 300 }, (_, i) => `type T${i} = { [K in 'a' | 'b' | 'c']: ${i === 0 ? 'K' : `T${i - 1}[K]`} }`).join(
    '\n',
  )
  const running = kernel.run(
    `${heavy}\nconst value: T299 = { a: 'a', b: 'b', c: 'c' }\nfor (;;) await new Promise(resolve => setTimeout(resolve, 1))`,
  )
  await kernel.client.interrupt()
  const first = await Promise.race([running, new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), 2000))])
  // Interrupted before it ran or at once thereafter; else by the next.
  if (first === undefined) await kernel.client.interrupt()
  assert.equal((await running).status, 'error')
  assert.equal((await kernel.run('1 + 1')).result, '2')
})

test('emoji and other scripts are counted and shown right', async () => {
  const { result, stdout } = await kernel.run("const größe = '😀日本'\nconsole.log(größe);\n[...größe].length")
  assert.deepEqual([result, stdout], ['3', '😀日本\n'])
  const { errors } = await kernel.run("const s = '😀'; throw new Error('ü')")
  assert.match(errors[0]?.traceback ?? '', /In\[\d+\]:1:23/)
})
