/** CPython's pools, in one process that does one piece of work when told to. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pythonIfAny } from '../../kernel/dev/python-environment.ts'
import type { Contender } from './contender.ts'
import { sizes, type Workload } from './tasks.ts'

export interface Python {
  readonly version: string
  contender(name: string, mostRounds?: Contender['mostRounds']): Contender
  close(): Promise<void>
}

/** Undefined where there is no Python. */
export async function startPython(folder: string): Promise<Python | undefined> {
  const command = pythonIfAny()
  if (command === undefined) return undefined
  const child = spawn(command, [join(folder, 'pools.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('Python ended')
    return JSON.parse(value) as Record<string, unknown>
  }
  const { version } = await answer()

  async function measure(contender: string, workload: Workload): Promise<number> {
    child.stdin.write(`${JSON.stringify({ contender, workload, sizes })}\n`)
    const { ms, error } = await answer()
    if (typeof ms !== 'number') throw new Error(`${contender} could not do ${workload}: ${error}`)
    return ms
  }

  return {
    version: String(version),
    contender: (name, mostRounds = {}) => ({ name, mostRounds, measure: workload => measure(name, workload), close: async () => {} }),
    async close() {
      const exited = once(child, 'exit')
      child.stdin.end()
      const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
      await exited
      clearTimeout(patience)
    },
  }
}
