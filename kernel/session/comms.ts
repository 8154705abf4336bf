/** Comms: messages between code in cells and code in the front end, both ways. */

import { randomUUID } from 'node:crypto'
import type { CommMessage } from '../interpreter.ts'
import type { Comm, CommHandler, CommOptions } from './jupyter-api.ts'

type Listener = (data: unknown, message: { readonly metadata: Record<string, unknown>; readonly buffers: readonly Uint8Array[] }) => void

export interface Comms {
  open(targetName: string, data?: unknown, options?: CommOptions): Comm
  /** Calls `handler` for each comm that the front end opens on this target. Returns what takes it off again. */
  onOpen(targetName: string, handler: CommHandler): () => void
  receive(message: CommMessage): void
}

export function createComms(send: (message: CommMessage) => void): Comms {
  const targets = new Map<string, CommHandler>()
  const open = new Map<
    string,
    { readonly comm: Comm; readonly messages: Set<Listener>; readonly closings: Set<Listener>; closed: () => void }
  >()

  function create(commId: string, targetName: string): Comm {
    const messages = new Set<Listener>()
    const closings = new Set<Listener>()
    let isOpen = true
    const comm: Comm = {
      id: commId,
      targetName,
      get isOpen() {
        return isOpen
      },
      send(data, options = {}) {
        if (!isOpen) throw new Error(`The comm "${targetName}" (${commId}) is closed; open a new one with openComm("${targetName}").`)
        send({ kind: 'msg', commId, data, ...options })
      },
      onMessage: listener => listen(messages, listener),
      onClose: listener => listen(closings, listener),
      close(data = {}) {
        if (!isOpen) return
        open.delete(commId)
        isOpen = false
        send({ kind: 'close', commId, data })
      },
    }
    open.set(commId, {
      comm,
      messages,
      closings,
      closed: () => {
        isOpen = false
      },
    })
    return comm
  }

  return {
    open(targetName, data = {}, options = {}) {
      const comm = create(randomUUID(), targetName)
      send({ kind: 'open', commId: comm.id, targetName, data, ...options })
      return comm
    },
    onOpen(targetName, handler) {
      targets.set(targetName, handler)
      return () => {
        if (targets.get(targetName) === handler) targets.delete(targetName)
      }
    },
    receive(message) {
      const details = { metadata: message.metadata ?? {}, buffers: message.buffers ?? [] }
      if (message.kind === 'open') {
        const handler = targets.get(message.targetName)
        // As the protocol has it: an open on a target nobody knows is answered by a close.
        if (!handler) return send({ kind: 'close', commId: message.commId, data: {} })
        handler(create(message.commId, message.targetName), message.data, details)
        return
      }
      const known = open.get(message.commId)
      if (!known) return
      if (message.kind === 'msg') for (const listener of known.messages) listener(message.data, details)
      else {
        open.delete(message.commId)
        known.closed()
        for (const listener of known.closings) listener(message.data, details)
      }
    },
  }
}

function listen(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
