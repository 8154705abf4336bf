import type { Interpreter } from '../interpreter.ts'
import type { Handler } from './handler.ts'

export function interruptHandler(interpreter: Pick<Interpreter, 'interrupt'>): Handler<{ readonly status: 'ok' }> {
  return {
    turn: 'now',
    async handle() {
      await interpreter.interrupt()
      return { content: { status: 'ok' } }
    },
  }
}
