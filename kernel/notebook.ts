/** One notebook: cell text → TypeScript → types checked → JavaScript → the session. The `Interpreter` behind the protocol. */

import type { TypeChecker } from './check/checker.ts'
import type { Compiler } from './compile/compiler.ts'
import { sketch } from './compile/sketch.ts'
import type { CellDiagnostic, MagicCall } from './compile/types.ts'
import { diagnosticsError, diagnosticsText, magicFailure, namedError } from './diagnostics.ts'
import type { FigureDrawer } from './figures/figure-drawer.ts'
import { createFigurePictures } from './figures/figure-pictures.ts'
import type { CellId, ExecuteOutcome, ExecuteRequest, Interpreter, SessionListener } from './interpreter.ts'
import { completeMagic } from './magics/complete.ts'
import { inspectMagic } from './magics/inspect.ts'
import type { Magic, MagicHost, RunningMagic } from './magics/magic.ts'
import { builtInGlobals, createNames } from './names.ts'
import { type CellTypes, createNotebookTypes } from './notebook-types.ts'
import { createOutputPositions } from './output-positions.ts'
import { PANEL_TARGET } from './session/tasks/panel-messages.ts'
import type { CellEnd, SessionHost, SessionOutput } from './session-host.ts'
import { createTaskOutput } from './task-output.ts'
import { compileExpressions } from './user-expressions.ts'
import { workerToEnd } from './worker-to-end.ts'

export interface NotebookOptions {
  readonly session: SessionHost
  readonly checker: TypeChecker
  /** Loaded while the sockets are being bound. */
  readonly compiler: Promise<Compiler>
  readonly magics: readonly Magic[]
  readonly listener: SessionListener
  /** Without one figures get no static pictures. */
  readonly drawer?: FigureDrawer | undefined
  readonly log: (line: string) => void
}

const OK: ExecuteOutcome = { status: 'ok', userExpressions: {} }

export function createNotebook(options: NotebookOptions): Interpreter {
  const { session, checker, magics, drawer, log } = options
  const pictures = createFigurePictures({ listener: options.listener, drawer, log })
  const listener = pictures.pass
  const names = createNames(builtInGlobals())
  const types = createNotebookTypes(checker, text => listener({ type: 'stream', cell: latest, name: 'stderr', text }))
  const comms = new Map<string, string>()
  const taskOutput = createTaskOutput(listener)
  const positions = createOutputPositions()
  let loaded: Compiler | undefined
  let latest: CellId = 0
  /** The session knows nothing of a cell that is being checked. */
  let interrupts = 0
  let lastCount = 0
  let typecheck: MagicHost['typecheck'] = 'error'
  /** The running cell's session magics, which it calls by index. */
  let inline: readonly MagicCall[] = []

  const ready = options.compiler.then(compiler => {
    loaded = compiler
    return compiler
  })

  session.attach({
    output,
    restarted(reason) {
      forget()
      listener({ type: 'session-restarted', reason })
    },
  })

  function output(event: SessionOutput): void {
    if (event.type === 'magic') return void runInline(event.cell, event.index)
    if (event.type === 'comm') {
      if (event.message.kind === 'open') comms.set(event.message.commId, event.message.targetName)
      if (event.message.kind === 'close') comms.delete(event.message.commId)
    }
    if (event.type === 'task-output') return taskOutput.want(event.cell, event)
    taskOutput.pass(positions.inCells(event))
  }

  /** A fresh session knows no names. */
  function forget(): void {
    names.clear()
    comms.clear()
    positions.clear()
    types.reset()
  }

  function hostFor(cell: CellId, compiler: Compiler): MagicHost {
    return {
      magics,
      print: text => listener({ type: 'stream', cell, name: 'stdout', text }),
      display: display => listener({ type: 'display', cell, display }),
      expand(code) {
        const expanded = compiler.expand(code, { magics })
        if (!expanded.ok) throw new Error(diagnosticsText(code, expanded.diagnostics))
        return expanded.value.ts
      },
      get typecheck() {
        return typecheck
      },
      set typecheck(mode) {
        typecheck = mode
      },
    }
  }

  async function runMagic(cell: CellId, call: MagicCall, body: string): Promise<void> {
    const magic = magics.find(
      (candidate): candidate is RunningMagic => candidate.type === 'run' && candidate.name === call.name && candidate.kind === call.kind,
    )
    if (!magic) throw new Error(`%${call.name} cannot be run here`)
    await magic.run(call, hostFor(cell, await ready), body)
  }

  async function runInline(cell: CellId, index: number): Promise<void> {
    try {
      const call = inline[index]
      if (call) await runMagic(cell, call, '')
      session.magicDone(cell, undefined)
    } catch (error) {
      session.magicDone(cell, error instanceof Error ? error.message : String(error))
    }
  }

  /** A cell that is not stored shares its number with the next one, but not its name. */
  function scriptName({ silent, executionCount, cell }: ExecuteRequest): string {
    if (silent) return `In[silent ${cell}]`
    const repeated = executionCount === lastCount
    lastCount = executionCount
    return repeated ? `In[${executionCount}/${cell}]` : `In[${executionCount}]`
  }

  async function execute(request: ExecuteRequest): Promise<ExecuteOutcome> {
    const compiler = await ready
    const { code, cell } = request
    const name = scriptName(request)
    latest = cell
    const refuse = (diagnostics: readonly CellDiagnostic[]): ExecuteOutcome => ({
      status: 'error',
      error: diagnosticsError(name, code, diagnostics),
    })

    const expanded = compiler.expand(code, { magics })
    if (!expanded.ok) return refuse(expanded.diagnostics)
    try {
      for (const call of expanded.value.head) await runMagic(cell, call, '')
      if (expanded.value.whole) await runMagic(cell, expanded.value.whole, expanded.value.whole.body)
    } catch (error) {
      return { status: 'error', error: magicFailure(error) }
    }
    if (expanded.value.whole) return OK

    const interruptsBefore = interrupts
    // The checker works while we emit.
    const checking = types.check(expanded.value, typecheck, name)
    const emitted = compiler.emit(expanded.value, { shadowed: names.shadowed(expanded.value.declarations) })
    const checked = await checking
    if (!emitted.ok) {
      checked.rollBack(new Set())
      return refuse(emitted.diagnostics)
    }
    const errors = checked.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0 && typecheck === 'error') return refuse(errors)
    if (errors.length > 0) listener({ type: 'stream', cell, name: 'stderr', text: `${diagnosticsText(code, errors, name)}\n` })

    if (interrupts > interruptsBefore) {
      checked.rollBack(new Set())
      return { status: 'error', error: namedError('InterruptError', `${name} was interrupted`) }
    }
    const { js, map, declarations } = emitted.value
    const slots = declarations.filter(({ hasValue }) => hasValue).map(declaration => declaration.name)
    inline = expanded.value.inline
    names.declare(slots)
    positions.add(name, map)
    taskOutput.begin(cell)
    const { expressions, refused } = compileExpressions(compiler, request.userExpressions, names.shadowed([]))
    const end = await session.execute({ cell, run: { name, js, map }, slots, silent: request.silent, expressions })
    taskOutput.end(cell)
    const warning = end.type === 'cell-ended' && end.outcome.status === 'ok' ? await checked.warning : undefined
    if (warning) listener({ type: 'stream', cell, name: 'stderr', text: warning })
    await pictures.complete()
    const outcome = settle(
      end,
      checked,
      declarations.map(declaration => declaration.name),
      slots,
    )
    return outcome.status === 'ok' ? { ...outcome, userExpressions: { ...outcome.userExpressions, ...refused } } : outcome
  }

  function settle(end: CellEnd, checked: CellTypes, declared: readonly string[], slots: readonly string[]): ExecuteOutcome {
    if (end.type === 'session-died') {
      forget()
      return { status: 'error', error: namedError('SessionLostError', end.reason) }
    }
    if (end.outcome.status === 'error') {
      const values = new Set(slots)
      checked.rollBack(new Set([...end.assigned, ...declared.filter(name => !values.has(name))]))
    }
    return end.outcome
  }

  return {
    execute,
    async complete(code, offset) {
      const magic = completeMagic(code, offset, magics)
      if (magic) return magic
      const draft = sketch(code, magics)
      const matches = await types.complete(draft, draft.toTs(offset) ?? draft.ts.length)
      const start = offset - (/[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))?.[0].length ?? 0)
      const prefix = code.slice(start, offset).toLowerCase()
      return { matches: matches.filter(({ text }) => text.toLowerCase().startsWith(prefix)), start, end: offset }
    },
    async inspect(code, offset) {
      const magic = inspectMagic(code, offset, magics)
      if (magic) return magic
      const draft = sketch(code, magics)
      const found = await types.inspect(draft, draft.toTs(offset) ?? draft.ts.length)
      if (!found) return undefined
      const { signature, documentation, markdown } = found
      const text = documentation === '' ? signature : `${signature}\n\n${documentation}`
      return { data: { 'text/plain': text, 'text/markdown': `\`\`\`typescript\n${signature}\n\`\`\`\n\n${markdown}` } }
    },
    isComplete: code => loaded?.isComplete(code, { magics }) ?? { status: 'unknown' },
    interrupt() {
      interrupts++
      pictures.giveUp()
      return session.interrupt()
    },
    input: (cell, value) => session.input(cell, value),
    refuseInput: (cell, reason) => session.refuseInput(cell, reason),
    async comm(cell, message) {
      if (message.kind === 'open') comms.set(message.commId, message.targetName)
      if (message.kind === 'close') comms.delete(message.commId)
      const lost = comms.get(message.commId) === PANEL_TARGET ? workerToEnd(message.data) : undefined
      if (lost !== undefined) session.endWorker(lost)
      else session.comm(cell, message)
    },
    openComms: () => Object.fromEntries(comms),
    async close() {
      await Promise.all([session.close(), types.close(), pictures.close()])
    },
  }
}
