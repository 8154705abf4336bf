import type { Completion, Interpreter } from '../interpreter.ts'
import { type CompleteReply, parseCompleteRequest } from '../protocol/complete.ts'
import { toCodePointOffset } from '../protocol/cursor.ts'
import type { Handler } from './handler.ts'

export function completeHandler(interpreter: Pick<Interpreter, 'complete'>): Handler<CompleteReply> {
  return {
    turn: 'now',
    async handle(request) {
      const { code, offset } = parseCompleteRequest(request.content)
      const result = await interpreter.complete(code, offset)
      const start = toCodePointOffset(code, result.start)
      const end = toCodePointOffset(code, result.end)
      const typed = ({ text, type, signature }: Completion) => ({
        text,
        type,
        start,
        end,
        ...(signature === undefined ? {} : { signature }),
      })
      return {
        content: {
          status: 'ok',
          matches: result.matches.map(match => match.text),
          cursor_start: start,
          cursor_end: end,
          metadata: { _jupyter_types_experimental: result.matches.map(typed) },
        },
      }
    },
  }
}
