import { type HistoryReply, parseHistoryRequest } from '../protocol/history.ts'
import type { Handler } from './handler.ts'
import type { InputHistory } from './input-history.ts'

export function historyHandler(history: Pick<InputHistory, 'query'>): Handler<HistoryReply> {
  return { turn: 'now', handle: request => ({ content: { status: 'ok', history: history.query(parseHistoryRequest(request.content)) } }) }
}
