import type { Interpreter } from '../interpreter.ts'
import { type IsCompleteReply, parseIsCompleteRequest } from '../protocol/is-complete.ts'
import type { Handler } from './handler.ts'

export function isCompleteHandler(interpreter: Pick<Interpreter, 'isComplete'>): Handler<IsCompleteReply> {
  return { turn: 'now', handle: request => ({ content: interpreter.isComplete(parseIsCompleteRequest(request.content).code) }) }
}
