import { Writable } from 'node:stream'
import type { CliContext } from '../../kernel/cli/context.ts'

export interface RecordedCli extends CliContext {
  readonly out: () => string
  readonly err: () => string
  readonly exitCode: () => number
}

/** A command's surroundings that record what it says; all paths lie below `home`. */
export function recordedCli(home: string, overrides: Partial<CliContext> = {}): RecordedCli {
  const stdout = recorder()
  const stderr = recorder()
  let exitCode = 0
  return {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: process.stdin,
    env: {},
    platform: 'linux',
    home,
    cwd: home,
    signal: new AbortController().signal,
    setExitCode: code => {
      exitCode = code
    },
    ...overrides,
    out: stdout.text,
    err: stderr.text,
    exitCode: () => exitCode,
  }
}

function recorder(): { readonly stream: Writable; readonly text: () => string } {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return { stream, text: () => text }
}
