import type { CellRegistry } from '../cell-registry.ts'
import type { StdinChannel } from '../channels/stdin.ts'
import type { CellId, Interpreter, SessionEvent } from '../interpreter.ts'
import { type Message, parentId } from '../protocol/message.ts'
import { parseInputReply } from '../protocol/stdin.ts'

export type InputRequestEvent = Extract<SessionEvent, { type: 'input-request' }>

export interface StdinHandler {
  /** Asks the front end that sent the cell. */
  request(event: InputRequestEvent): void
  receive(message: Message): void
  /** Answers that come for this cell from now on are dropped. */
  forget(cell: CellId): void
}

export interface StdinHandlerOptions {
  readonly channel: () => Pick<StdinChannel, 'send'>
  readonly interpreter: () => Pick<Interpreter, 'input' | 'refuseInput'>
  readonly cells: Pick<CellRegistry, 'origin'>
  readonly log: (line: string) => void
}

export function createStdinHandler({ channel, interpreter, cells, log }: StdinHandlerOptions): StdinHandler {
  /** Cells waiting for an answer, by the msg_id of their input_request. */
  const waiting = new Map<CellId, string>()

  async function ask({ cell, prompt, password }: InputRequestEvent): Promise<void> {
    const { allowStdin, parent, identities } = cells.origin(cell)
    if (!allowStdin) {
      interpreter().refuseInput(cell, 'this front end does not take input (allow_stdin is false); put the value into the cell instead')
      return
    }
    try {
      // Known before it is sent: the answer may be here before the sending has been reported.
      await channel().send({ type: 'input_request', content: { prompt, password }, parent, identities }, id => waiting.set(cell, id))
    } catch (error) {
      waiting.delete(cell)
      log(`stdin: input_request was not sent: ${error}`)
      interpreter().refuseInput(cell, 'the front end that ran this cell is not connected for input')
    }
  }

  /** Some clients send their reply without a parent: it then answers the latest question. */
  function answered(message: Message): CellId | undefined {
    const id = parentId(message)
    const open = [...waiting]
    return (open.find(([, asked]) => asked === id) ?? (id === undefined ? open.at(-1) : undefined))?.[0]
  }

  return {
    request: event => void ask(event),
    receive(message) {
      if (message.header.msg_type !== 'input_reply') return log(`stdin: unknown message type '${message.header.msg_type}' ignored`)
      const cell = answered(message)
      if (cell === undefined) return log('stdin: dropped an input_reply that nobody waits for')
      try {
        const { value } = parseInputReply(message.content)
        waiting.delete(cell)
        interpreter().input(cell, value)
      } catch (error) {
        log(`stdin: dropped a message: ${error instanceof Error ? error.message : error}`)
      }
    },
    forget: cell => void waiting.delete(cell),
  }
}
