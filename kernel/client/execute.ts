import { isRecord } from '../protocol/content-reader.ts'
import type { Message } from '../protocol/message.ts'
import { type KernelConnection, withTimeout } from './kernel-connection.ts'

export interface ExecuteOptions {
  readonly silent?: boolean
  /** Default: not `silent`. */
  readonly storeHistory?: boolean
  readonly stopOnError?: boolean
  readonly userExpressions?: Readonly<Record<string, string>>
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Called with each message of this cell on iopub, as it comes. */
  readonly onMessage?: (message: Message) => void
  /** Answers the cell's questions; without it the cell may not ask. */
  readonly stdin?: (prompt: string, password: boolean) => string | Promise<string>
  /** Milliseconds until the call rejects with KernelTimeoutError. The cell runs on: `interrupt()` it. */
  readonly timeout?: number
}

export interface Execution {
  readonly id: string
  /** Content of the execute_reply. */
  readonly reply: Readonly<Record<string, unknown>> & { readonly status: 'ok' | 'error' | 'aborted' }
  readonly replyMessage: Message
  /** Every message of this cell on iopub, busy and idle included, in order. */
  readonly messages: readonly Message[]
}

/** Runs a cell; resolves when its reply and its idle have both come. */
export async function execute(connection: KernelConnection, code: string, options: ExecuteOptions = {}): Promise<Execution> {
  const { silent = false, storeHistory = !silent, stopOnError = true, userExpressions = {}, stdin, onMessage, metadata = {} } = options
  const messages: Message[] = []
  const request = connection.send('shell', {
    type: 'execute_request',
    metadata,
    content: {
      code,
      silent,
      store_history: storeHistory,
      user_expressions: userExpressions,
      allow_stdin: stdin !== undefined,
      stop_on_error: stopOnError,
    },
  })
  const id = request.header.msg_id

  const done = new Promise<Message>((resolve, reject) => {
    let reply: Message | undefined
    let idle = false
    const settle = () => {
      if (reply !== undefined && idle) resolve(reply)
    }
    async function answer(question: Message): Promise<void> {
      const { prompt, password } = isRecord(question.content) ? question.content : {}
      const value = (await stdin?.(String(prompt ?? ''), password === true)) ?? ''
      connection.send('stdin', { type: 'input_reply', content: { value, status: 'ok' }, parent: question.header })
    }
    connection.exchanges.open(id, {
      reply(message) {
        reply = message
        settle()
      },
      output(message) {
        messages.push(message)
        try {
          onMessage?.(message)
        } catch (error) {
          reject(error)
        }
        idle ||= isIdle(message)
        settle()
      },
      // A callback that fails fails the call: nobody else would learn of it.
      input: message => void answer(message).catch(reject),
      fail: reject,
    })
  })
  try {
    const replyMessage = await withTimeout(done, 'execute_request', options.timeout)
    return { id, reply: replyMessage.content as Execution['reply'], replyMessage, messages }
  } finally {
    connection.exchanges.close(id)
  }
}

export function isIdle(message: Message): boolean {
  return message.header.msg_type === 'status' && isRecord(message.content) && message.content.execution_state === 'idle'
}
