import type { CellRegistry } from '../cell-registry.ts'
import type { CommMessage, Interpreter } from '../interpreter.ts'
import { type CommInfoReply, parseComm, parseCommInfoRequest, parseCommOpen } from '../protocol/comm.ts'
import type { Message } from '../protocol/message.ts'
import type { Handler } from './handler.ts'

/** `comm_open`, `comm_msg` and `comm_close` have no reply. Output of what they call belongs to them. */
export function commHandler(interpreter: Pick<Interpreter, 'comm'>, cells: CellRegistry): Handler<never> {
  return {
    turn: 'now',
    async handle(request) {
      const message = parse(request)
      await interpreter.comm(cells.register(request), message)
      return undefined
    },
  }
}

export function commInfoHandler(interpreter: Pick<Interpreter, 'openComms'>): Handler<CommInfoReply> {
  return {
    turn: 'now',
    handle(request) {
      const { targetName } = parseCommInfoRequest(request.content)
      const open = Object.entries(interpreter.openComms()).filter(([, name]) => targetName === undefined || name === targetName)
      return { content: { status: 'ok', comms: Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }])) } }
    },
  }
}

function parse({ header, content, metadata, buffers }: Message): CommMessage {
  switch (header.msg_type) {
    case 'comm_open': {
      const { comm_id: commId, target_name: targetName, data } = parseCommOpen(content)
      return { kind: 'open', commId, targetName, data, metadata, buffers }
    }
    case 'comm_close': {
      const { comm_id: commId, data } = parseComm('comm_close', content)
      return { kind: 'close', commId, data, metadata, buffers }
    }
    default: {
      const { comm_id: commId, data } = parseComm('comm_msg', content)
      return { kind: 'msg', commId, data, metadata, buffers }
    }
  }
}
