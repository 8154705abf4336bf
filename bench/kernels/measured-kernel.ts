/** One kernel under measurement, spoken to by the same client as every other. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { KernelTimeoutError } from '../../kernel/client/errors.ts'
import { type Execution, execute } from '../../kernel/client/execute.ts'
import { connectKernel, withTimeout } from '../../kernel/client/kernel-connection.ts'
import { spawnKernel } from '../../kernel/client/kernel-process.ts'
import { newConnection, writeConnectionFile } from '../../kernel/client/new-connection.ts'
import type { Message } from '../../kernel/protocol/message.ts'
import type { Peer } from './peers.ts'

export interface MeasuredKernel {
  readonly pid: number
  /** Milliseconds from the launch to the first kernel_info_reply, and to the reply of a first `1+1`. */
  readonly started: { readonly info: number; readonly first: number }
  /** Milliseconds from sending to idle. Throws when the cell failed or took longer than `timeout`. */
  time(code: string, timeout?: number): Promise<number>
  /** Sends all at once; milliseconds from each cell's idle to the next one's, the first from sending. */
  timeQueued(codes: readonly string[]): Promise<readonly number[]>
  run(code: string, options: { readonly timeout: number; readonly onMessage: (message: Message) => void }): Promise<Execution>
  close(): Promise<void>
}

const timeout = 30_000

export async function launch(peer: Peer, cwd: string): Promise<MeasuredKernel> {
  const connection = await newConnection()
  const file = await writeConnectionFile(connection)
  const begun = performance.now()
  const since = () => performance.now() - begun
  const argv = peer.argv.map(part => part.replaceAll('{connection_file}', file.path))
  const kernel = await spawnKernel({ argv, cwd, env: peer.env })
  // ZeroMQ would try again at intervals of its own, and these would be measured.
  await accepting(connection.shell_port, () => kernel.child.exitCode !== null, since)
  const wire = connectKernel(connection)
  const close = async () => {
    await kernel.kill()
    await Promise.all([wire.close(), file.remove()])
  }
  void kernel.exited.then(() => wire.exchanges.failAll(new Error(`${peer.name} ended; its last words:\n${kernel.log()}`)))

  async function time(code: string, limit = timeout): Promise<number> {
    const sent = performance.now()
    const { reply } = await execute(wire, code, { timeout: limit }).catch((cause: unknown) => {
      throw new Error(`${peer.name} did not answer ${JSON.stringify(code)}; its log:\n${kernel.log()}`, { cause })
    })
    const taken = performance.now() - sent
    if (reply.status !== 'ok') throw new Error(`${peer.name} could not run ${code}: ${JSON.stringify(reply)}`)
    return taken
  }

  async function subscribed(): Promise<void> {
    const heard = new Promise<void>(resolve => wire.onMessage(() => resolve()))
    for (let asked = 0; asked < 100; asked++) {
      await wire.request('shell', 'kernel_info_request', {}, { timeout })
      const late = await withTimeout(heard, 'iopub', 50).catch((error: unknown) => error)
      if (!(late instanceof KernelTimeoutError)) return
    }
    throw new Error(`${peer.name} is not heard on iopub`)
  }

  try {
    await wire.request('shell', 'kernel_info_request', {}, { timeout })
    const info = since()
    const content = {
      code: '1+1',
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    }
    await wire.request('shell', 'execute_request', content, { timeout })
    const started = { info, first: since() }
    await subscribed()
    return {
      pid: kernel.child.pid as number,
      started,
      time,
      async timeQueued(codes) {
        let last = performance.now()
        return Promise.all(
          codes.map(async code => {
            const { reply } = await execute(wire, code, { timeout })
            if (reply.status !== 'ok') throw new Error(`${peer.name} could not run ${code}: ${JSON.stringify(reply)}`)
            const now = performance.now()
            const taken = now - last
            last = now
            return taken
          }),
        )
      },
      run: (code, options) => execute(wire, code, options),
      close,
    }
  } catch (cause) {
    await close()
    throw new Error(`${peer.name} did not start as it should; its log:\n${kernel.log()}`, { cause })
  }
}

async function accepting(port: number, dead: () => boolean, since: () => number): Promise<void> {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' })
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (connected) return
    if (dead() || since() > timeout) throw new Error('the kernel did not open its shell port')
    await delay(2)
  }
}
