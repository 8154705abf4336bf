import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { installation } from '../../kernel/cli/installation.ts'
import type { ExecuteOptions } from '../../kernel/client/execute.ts'
import { type Kernel, startKernel } from '../../kernel/client/start-kernel.ts'
import type { Message } from '../../kernel/protocol/message.ts'

export interface CellError {
  readonly name: string
  readonly message: string
  /** Without colours. */
  readonly traceback: string
}

/** What a front end has of a cell, without colours. */
export interface Cell {
  readonly status: string
  readonly stdout: string
  readonly stderr: string
  /** Bundles of `execute_result` and `display_data`, in order. */
  readonly shown: readonly Record<string, unknown>[]
  /** The result as text. */
  readonly result: string | undefined
  readonly errors: readonly CellError[]
  readonly reply: Readonly<Record<string, unknown>>
  readonly messages: readonly Message[]
}

/** A cell under way. */
export interface RunningCell extends Promise<Cell> {
  /** Resolves when what the cell has printed so far fits. */
  printed(pattern: RegExp): Promise<string>
}

export interface TestKernel {
  readonly client: Kernel
  /** The notebook's folder, gone when the kernel is. */
  readonly folder: string
  /** What the kernel's own process wrote. */
  log(): string
  run(code: string, options?: ExecuteOptions): RunningCell
  /** Writes a file into the notebook's folder. */
  write(name: string, text: string): void
  /** Resolves with the first message on iopub, from now on, that fits. */
  next(fits: (message: Message) => boolean): Promise<Message>
  /** Everything that fits a pattern and was printed for a cell, also after its end. */
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestKernelOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The Node that kernels under test run on; by default the one that runs the tests. */
const NODE = process.env.TSLOOM_TEST_NODE ?? process.execPath

/** The whole kernel, in a folder of its own, as a front end starts it. */
export async function testKernel({ files = {}, env = {} }: TestKernelOptions = {}): Promise<TestKernel> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsloom-test-')))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  let log = ''
  const client = await startKernel({
    argv: [NODE, installation.main, '--connection-file', '{connection_file}'],
    cwd: folder,
    // The test runner's own variables would make its children report to it.
    env: { NODE_TEST_CONTEXT: undefined, NODE_V8_COVERAGE: undefined, ...env },
    onLog: text => {
      log += text
    },
  })
  return {
    client,
    folder,
    log: () => log,
    run: (code, options) => runningCell(client, code, options),
    write,
    next: fits =>
      new Promise(resolve => {
        const stop = client.onMessage(message => {
          if (!fits(message)) return
          stop()
          resolve(message)
        })
      }),
    async [Symbol.asyncDispose]() {
      await client.shutdown()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function runningCell(client: Kernel, code: string, options: ExecuteOptions = {}): RunningCell {
  let text = ''
  const looks = new Set<() => void>()
  const done = client
    .execute(code, {
      ...options,
      onMessage(message) {
        if (message.header.msg_type === 'stream') text += textOf(message)
        for (const look of looks) look()
        options.onMessage?.(message)
      },
    })
    .then(({ reply, messages }) => cellOf(reply, messages))
  return Object.assign(done, {
    printed: (pattern: RegExp) =>
      Promise.race([
        new Promise<string>(resolve => {
          const look = (): void => {
            if (pattern.test(text)) resolve(text)
          }
          looks.add(look)
          look()
        }),
        done.then(cell => {
          if (pattern.test(text)) return text
          throw new Error(`the cell ended without printing ${pattern}: ${JSON.stringify({ ...cell, messages: undefined })}`)
        }),
      ]),
  })
}

function cellOf(reply: Cell['reply'], messages: readonly Message[]): Cell {
  const of = (...types: string[]): Message[] => messages.filter(({ header }) => types.includes(header.msg_type))
  const printed = (name: string): string =>
    of('stream')
      .filter(message => contentOf(message).name === name)
      .map(textOf)
      .join('')
  const data = (message: Message): Record<string, unknown> => contentOf(message).data as Record<string, unknown>
  const result = of('execute_result').map(data)[0]?.['text/plain']
  return {
    status: String(reply.status),
    stdout: printed('stdout'),
    stderr: printed('stderr'),
    shown: of('execute_result', 'display_data').map(data),
    result: typeof result === 'string' ? stripVTControlCharacters(result) : undefined,
    errors: of('error').map(errorOf),
    reply,
    messages,
  }
}

export function errorOf(message: Message): CellError {
  const { ename, evalue, traceback } = contentOf(message)
  return { name: String(ename), message: String(evalue), traceback: stripVTControlCharacters((traceback as string[]).join('\n')) }
}

export const contentOf = (message: Message): Record<string, unknown> => message.content as Record<string, unknown>

const textOf = (message: Message): string => String(contentOf(message).text)
