import type { Interpreter } from '../interpreter.ts'
import { type InspectReply, parseInspectRequest } from '../protocol/inspect.ts'
import type { Handler } from './handler.ts'

export function inspectHandler(interpreter: Pick<Interpreter, 'inspect'>): Handler<InspectReply> {
  return {
    turn: 'now',
    async handle(request) {
      const { code, offset, detail } = parseInspectRequest(request.content)
      const display = await interpreter.inspect(code, offset, detail)
      return { content: { status: 'ok', found: display !== undefined, data: display?.data ?? {}, metadata: display?.metadata ?? {} } }
    },
  }
}
