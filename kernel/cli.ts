#!/usr/bin/env node
import { homedir } from 'node:os'
import { CommanderError } from 'commander'
import { CliError } from './cli/cli-error.ts'
import { buildProgram } from './cli/program.ts'

const stop = new AbortController()
const isKernel = process.argv[2] === 'kernel'
const signals = { SIGINT: 130, SIGTERM: 143 } as const
// The kernel has its own way with signals. Elsewhere the first one ends the work in good order, the second at once.
if (!isKernel) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stop.signal.aborted ? process.exit(signals[signal]) : stop.abort(signal)))
  }
}

// A reader that has seen enough (`tsloom doctor | head`) is no fault of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit()
    throw error
  })
}

const program = buildProgram({
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  platform: process.platform,
  home: homedir(),
  cwd: process.cwd(),
  signal: stop.signal,
  setExitCode: code => {
    process.exitCode = code
  },
})

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message; a wrong use of the command line exits with 2, as shells do.
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else if (error instanceof CliError) {
    process.stderr.write(`tsloom: ${error.message}\n`)
    process.exitCode = error.exitCode
  } else {
    throw error
  }
}
