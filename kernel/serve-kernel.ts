import { createCellRegistry } from './cell-registry.ts'
import { openControl } from './channels/control.ts'
import { openHeartbeat } from './channels/heartbeat.ts'
import { type Iopub, openIopub } from './channels/iopub.ts'
import { openShell } from './channels/shell.ts'
import { openStdin } from './channels/stdin.ts'
import { createDispatcher } from './dispatcher.ts'
import { createHandlers } from './handlers/index.ts'
import type { KernelAbout } from './handlers/kernel-info.ts'
import { createStdinHandler } from './handlers/stdin.ts'
import type { Interpreter, SessionListener } from './interpreter.ts'
import { createCodec } from './protocol/codec.ts'
import { addressOf, type ConnectionInfo, type PortName } from './protocol/connection-file.ts'
import { createComposer } from './protocol/message.ts'
import { publishEvents } from './publish-events.ts'

export interface ServeOptions {
  readonly connection: ConnectionInfo
  readonly about: KernelAbout
  /** Called once, before the first request is taken; what the session says goes to the listener. */
  readonly interpreter: (listener: SessionListener) => Interpreter
  /** Takes one line, without its newline. */
  readonly log: (line: string) => void
  /** A shutdown_request was answered and the interpreter is closed: the process is to `close()` this and end. */
  readonly onShutdown: (restart: boolean) => void
}

export interface ServedKernel {
  /** Closes all sockets; what was sent still goes out. */
  close(): Promise<void>
}

/** Said before anyone can have subscribed: a subscriber's first message is its welcome. */
function announced(iopub: Iopub): Iopub {
  iopub.publish('status', { execution_state: 'starting' }, {})
  return iopub
}

/** Binds the five channels of the connection and answers on them. Import it when it is needed: it loads zeromq. */
export async function serveKernel({ connection, about, interpreter: start, log, onShutdown }: ServeOptions): Promise<ServedKernel> {
  const context = {
    codec: createCodec({ key: connection.key, signatureScheme: connection.signature_scheme }),
    compose: createComposer({ username: 'kernel' }),
    log,
  }
  const address = (port: PortName) => addressOf(connection, port)
  const cells = createCellRegistry()
  const inputs = createStdinHandler({ channel: () => stdin, interpreter: () => interpreter, cells, log })

  // Requests are taken last: whoever can send one can also be answered.
  const [iopub, stdin, heartbeat] = await Promise.all([
    openIopub(context, address('iopub_port')).then(announced),
    openStdin(context, address('stdin_port'), inputs.receive),
    openHeartbeat(context, address('hb_port')),
  ])
  const interpreter = start(publishEvents({ iopub, cells, askForInput: inputs.request }))
  const handlers = createHandlers({ about, interpreter, cells, iopub, ended: inputs.forget, onShutdown, log })
  const dispatcher = createDispatcher({ handlers, iopub, log })
  const [shell, control] = await Promise.all([
    openShell(context, address('shell_port'), dispatcher.receive),
    openControl(context, address('control_port'), dispatcher.receive),
  ])

  return {
    async close() {
      await Promise.all([shell, control, stdin, heartbeat, iopub].map(channel => channel.close()))
    },
  }
}
