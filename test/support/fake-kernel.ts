/** A kernel process in front of the fake interpreter: `node fake-kernel.js CONNECTION_FILE`. */

import { readFileSync } from 'node:fs'
import { parseConnectionFile } from '../../kernel/protocol/connection-file.ts'
import { serveKernel } from '../../kernel/serve-kernel.ts'
import { createFakeInterpreter, failed } from './fake-interpreter.ts'

const LINES = 100_000

const kernel = await serveKernel({
  connection: parseConnectionFile(readFileSync(process.argv[2] ?? '', 'utf8')),
  about: { version: '0.0.0-test', typescript: '7.0.0' },
  interpreter: listener =>
    createFakeInterpreter(listener, {
      cells: {
        die: () => process.exit(7),
        wait: async ({ interrupted }) => {
          await interrupted
          return failed('interrupted', 'InterruptError')
        },
        flood: ({ print }) => {
          for (let line = 0; line < LINES; line++) print(`${line}\n`)
          return undefined
        },
        ask: async ({ ask, print }) => print(`hello ${await ask('name?')}`),
      },
    }),
  log: line => process.stderr.write(`${line}\n`),
  onShutdown: () => void kernel.close().then(() => process.exit(0)),
})
