/** msg_type → handler. The only place that sends busy and idle; idle is sent whatever a handler does. */

import type { Iopub } from './channels/iopub.ts'
import type { RequestChannel } from './channels/request-channel.ts'
import type { Handler, HandlerResult } from './handlers/handler.ts'
import { MalformedContentError } from './protocol/content-reader.ts'
import type { Message } from './protocol/message.ts'
import type { FailedReply } from './protocol/status.ts'

export interface DispatcherOptions {
  readonly handlers: Readonly<Record<string, Handler>>
  readonly iopub: Pick<Iopub, 'publish'>
  readonly log: (line: string) => void
}

export interface Dispatcher {
  receive(request: Message, channel: RequestChannel): void
}

interface Arrived {
  readonly request: Message
  readonly channel: RequestChannel
  readonly handler: Handler | undefined
}

export function createDispatcher({ handlers, iopub, log }: DispatcherOptions): Dispatcher {
  const queue: Arrived[] = []
  let running: Arrived | undefined
  let draining = false
  let closing = false

  const status = ({ request }: Arrived, state: 'busy' | 'idle') => iopub.publish('status', { execution_state: state }, request.header)

  function reply({ request, channel }: Arrived, { content, metadata = {} }: HandlerResult): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply')
    const send = (body: unknown) => channel.send({ type, content: body, metadata, parent: request.header, identities: request.identities })
    try {
      send(content)
    } catch (error) {
      log(`${type} cannot be encoded: ${error}`)
      send(failure(error))
    }
  }

  async function handle(arrived: Arrived): Promise<HandlerResult | undefined> {
    const { header } = arrived.request
    try {
      if (arrived.handler === undefined) log(`${arrived.channel.name}: unknown message type '${header.msg_type}' ignored`)
      return await arrived.handler?.handle(arrived.request)
    } catch (error) {
      // What a client sent wrong needs no stack of ours.
      log(
        error instanceof MalformedContentError
          ? error.message
          : `${header.msg_type} failed: ${error instanceof Error ? error.stack : error}`,
      )
      return header.msg_type.endsWith('_request') ? { content: failure(error) } : undefined
    }
  }

  function abortAll(aborted: readonly Arrived[]): void {
    for (const arrived of aborted) {
      status(arrived, 'busy')
      reply(arrived, { content: { status: 'aborted' } })
      status(arrived, 'idle')
    }
  }

  async function answer(arrived: Arrived): Promise<void> {
    status(arrived, 'busy')
    const result = await handle(arrived)
    let aborted: Arrived[] = []
    if (result?.abortQueued) {
      // Taken before the reply goes out: what a front end sends after it has seen the reply is to run.
      await arrived.channel.caughtUp()
      aborted = queue.splice(0)
    }
    if (result !== undefined) reply(arrived, result)
    if (running === arrived) running = undefined
    status(arrived, 'idle')
    // Front ends take any idle for the kernel's: say again that a cell is still running.
    if (running !== undefined) status(running, 'busy')
    abortAll(aborted)
    result?.after?.()
  }

  async function drain(): Promise<void> {
    draining = true
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      running = next
      await answer(next)
    }
    draining = false
  }

  return {
    receive(request, channel) {
      const arrived: Arrived = {
        request,
        channel,
        handler: Object.hasOwn(handlers, request.header.msg_type) ? handlers[request.header.msg_type] : undefined,
      }
      const turn = arrived.handler?.turn ?? 'now'
      if (turn === 'queued' && closing) return abortAll([arrived])
      if (turn === 'queued') {
        queue.push(arrived)
        if (!draining) void drain()
        return
      }
      if (turn === 'last') {
        closing = true
        abortAll(queue.splice(0))
      }
      void answer(arrived)
    },
  }
}

function failure(error: unknown): FailedReply {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] }
}
