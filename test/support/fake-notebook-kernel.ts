import type { LaunchKernel, NotebookKernel } from '../../kernel/cli/notebook-kernel.ts'
import { KernelDiedError } from '../../kernel/client/errors.ts'

const info = { implementation: 'fake', implementation_version: '1', language_info: { name: 'typescript', version: '7' } }

/** A kernel whose cells say what it is to do: `print X`, `throw X`, `hang`, `die`. */
export function fakeKernel(log: string[] = []): LaunchKernel {
  return async ({ onOutput }) => {
    let count = 0
    let interrupted = () => {}
    const kernel: NotebookKernel = {
      info,
      async execute(cell, code) {
        count += 1
        log.push(code)
        const [verb, ...rest] = code.split(' ')
        const text = rest.join(' ')
        if (verb === 'die') throw new KernelDiedError({ code: 9, signal: null }, '')
        if (verb === 'hang') {
          onOutput(cell, { msg_type: 'stream', content: { name: 'stdout', text: 'before\n' } })
          await new Promise<void>(resolve => {
            interrupted = resolve
          })
        }
        if (verb === 'throw' || verb === 'hang') {
          const error = { ename: verb === 'hang' ? 'InterruptError' : 'TypeError', evalue: text, traceback: [`at ${code}`] }
          onOutput(cell, { msg_type: 'error', content: error })
          return { status: 'error', executionCount: count, ...error }
        }
        onOutput(cell, { msg_type: 'stream', content: { name: 'stdout', text: `${text}\n` } })
        return { status: 'ok', executionCount: count }
      },
      async interrupt() {
        log.push('interrupt')
        interrupted()
      },
      async close() {
        log.push('close')
      },
    }
    return kernel
  }
}
