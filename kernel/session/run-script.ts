/** Runs a text in another language's interpreter, as a child of the session. */

import { spawn } from 'node:child_process'
import { environment } from '../../src/environment.ts'

export interface ScriptOptions {
  /** The interpreter and its arguments; the text comes on its standard input. */
  readonly command: readonly [string, ...string[]]
  /** What the cell calls the language, for messages. */
  readonly language: string
  /** Returns what it prints instead of showing it. */
  readonly capture: boolean
}

/**
 * Resolves with what was captured, or `undefined` where the interpreter is not installed: then the cell says so and goes on.
 * Rejects when the script fails; an interrupt ends it.
 */
export async function runScript(text: string, { command, language, capture }: ScriptOptions): Promise<string | undefined> {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...signalOption() })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    if (capture) output += part
    else process.stdout.write(part)
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => void process.stderr.write(part))
  // It may end without reading its input; its exit says what there is to say.
  child.stdin.on('error', () => {})
  child.stdin.end(text)
  const ended = await new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null } | NodeJS.ErrnoException>(
    resolve => {
      child.once('error', resolve)
      child.once('close', (code, signal) => resolve({ code, signal }))
    },
  )
  if (ended instanceof Error) {
    if (ended.code !== 'ENOENT') throw ended
    console.log(`${program} is not installed here: this ${language} cell was skipped.`)
    return undefined
  }
  if (ended.code !== 0) throw new Error(`the ${language} script ended with ${ended.signal ?? `exit code ${ended.code}`}`)
  return capture ? output : undefined
}

function signalOption(): { readonly signal?: AbortSignal } {
  const signal = environment().signal()
  return signal ? { signal } : {}
}
