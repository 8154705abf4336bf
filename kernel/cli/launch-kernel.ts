import type { Execution } from '../client/execute.ts'
import { type Kernel, startKernel } from '../client/start-kernel.ts'
import { isRecord } from '../protocol/content-reader.ts'
import { type Message, parentId } from '../protocol/message.ts'
import type { OutputMessage } from '../report/apply-output.ts'
import { installation } from './installation.ts'
import { kernelSpec } from './kernelspec.ts'
import type { CellReply, KernelDescription, KernelLaunch, NotebookKernel } from './notebook-kernel.ts'

const outputTypes = new Set(['stream', 'display_data', 'update_display_data', 'execute_result', 'error', 'clear_output'])

/** Until a kernel that was asked to end is killed (ms). */
const shutdownPatience = 3000

/** Starts this installation's kernel, as its kernelspec would. */
export async function launchKernel({ directory, onOutput }: KernelLaunch): Promise<NotebookKernel> {
  const spec = kernelSpec({ node: process.execPath, main: installation.main })
  // Jupyter fills in what the spec says of the environment; here it is known.
  const env = { NODE_EXTRA_CA_CERTS: '', TSLOOM_NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS || undefined }
  const kernel = await startKernel({ argv: spec.argv, cwd: directory, env })
  const cells = new Map<string, string>()
  const deliver = (message: Message) => {
    const cell = cells.get(parentId(message) ?? '')
    if (cell !== undefined && isOutput(message))
      onOutput(cell, { msg_type: message.header.msg_type, content: message.content } as OutputMessage)
  }
  kernel.onMessage(deliver)
  return {
    info: describe(kernel.info),
    async execute(cell, code) {
      const { reply } = await kernel.execute(code, {
        metadata: { cellId: cell },
        onMessage: message => {
          const request = parentId(message)
          if (request === undefined || cells.has(request)) return
          // From its first message on, all that names this request is the cell's, also what comes after its end.
          cells.set(request, cell)
          deliver(message)
        },
      })
      return readReply(reply)
    },
    interrupt: () => kernel.interrupt(),
    close: () => kernel.shutdown({ timeout: shutdownPatience }),
  }
}

function readReply(reply: Execution['reply']): CellReply {
  const executionCount = typeof reply.execution_count === 'number' ? reply.execution_count : 0
  if (reply.status === 'ok') return { status: 'ok', executionCount }
  if (reply.status === 'aborted')
    return { status: 'error', executionCount, ename: 'Aborted', evalue: 'the kernel did not run the cell', traceback: [] }
  const traceback = Array.isArray(reply.traceback) ? reply.traceback.map(String) : []
  return { status: 'error', executionCount, ename: String(reply.ename ?? 'Error'), evalue: String(reply.evalue ?? ''), traceback }
}

function isOutput(message: Message): boolean {
  return outputTypes.has(message.header.msg_type) && isRecord(message.content)
}

function describe(info: Kernel['info']): KernelDescription {
  const language = isRecord(info.language_info) ? info.language_info : {}
  return {
    implementation: String(info.implementation),
    implementation_version: String(info.implementation_version),
    language_info: { ...language, name: String(language.name), version: String(language.version) },
  }
}
