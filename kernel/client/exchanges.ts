import { type Message, parentId } from '../protocol/message.ts'

/** What waits for the answers to one request. */
export interface Exchange {
  reply?(message: Message): void
  output?(message: Message): void
  input?(message: Message): void
  fail(error: Error): void
}

export type Arrival = 'reply' | 'output' | 'input'

export interface Exchanges {
  open(id: string, exchange: Exchange): void
  close(id: string): void
  /** Hands a message to the request that it answers, if that still waits. */
  arrive(as: Arrival, message: Message): void
  /** Nothing will come any more: fails what waits now, and what is opened later. */
  failAll(error: Error): void
}

export function createExchanges(): Exchanges {
  const open = new Map<string, Exchange>()
  let failed: Error | undefined
  return {
    open(id, exchange) {
      if (failed === undefined) open.set(id, exchange)
      else exchange.fail(failed)
    },
    close: id => void open.delete(id),
    arrive(as, message) {
      const exchange = open.get(parentId(message) ?? '')
      exchange?.[as]?.(message)
    },
    failAll(error) {
      failed ??= error
      const waiting = [...open.values()]
      open.clear()
      for (const exchange of waiting) exchange.fail(failed)
    },
  }
}
