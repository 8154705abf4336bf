/** Runs compiled cells one after the other, with as little of a session as they need. */

import { type Context, createContext, Script } from 'node:vm'
import { type Compiler, loadCompiler } from '../../kernel/compile/compiler.ts'
import type { CellDiagnostic, CellValue, EmittedCell } from '../../kernel/compile/types.ts'
import type { Magic } from '../../kernel/magics/magic.ts'
import { CAPTURED_LOCALS, CONSTANT_LOCALS, type CompiledFrame } from '../../src/capture/contract.ts'

export interface Machine {
  readonly compiler: Compiler
  readonly context: Context
  /** What the frame of compiled code was asked to do, in order. */
  readonly calls: string[]
  readonly shadowed: Record<string, unknown>
  /** The next `resume` or `caught` throws. */
  interrupt(error: Error): void
  compile(code: string): EmittedCell
  /** What the cell fulfils with. */
  fulfil(code: string): Promise<CellValue>
  /** The cell's value, or `undefined`. */
  run(code: string): Promise<unknown>
}

export class CellRefused extends Error {
  readonly diagnostics: readonly CellDiagnostic[]
  constructor(diagnostics: readonly CellDiagnostic[]) {
    super(diagnostics.map(({ message }) => message).join('\n'))
    this.diagnostics = diagnostics
  }
}

export interface MachineOptions {
  readonly magics?: readonly Magic[]
  readonly modules?: Readonly<Record<string, Record<string, unknown>>>
  readonly globals?: Readonly<Record<string, unknown>>
}

export async function createMachine({ magics = [], modules = {}, globals = {} }: MachineOptions = {}): Promise<Machine> {
  const compiler = await loadCompiler()
  const calls: string[] = []
  const shadowed: Record<string, unknown> = {}
  const shadowedNames = new Set<string>()
  let interruption: Error | undefined
  const check = (): void => {
    if (interruption) throw interruption
  }
  const frame: CompiledFrame = {
    wait: value => value,
    iterate: iterable => iterable as AsyncIterable<never>,
    resume(value) {
      calls.push('resume')
      check()
      return value
    },
    caught() {
      calls.push('caught')
      check()
    },
    restore: () => void calls.push('restore'),
    settle(value) {
      calls.push('settle')
      return value
    },
  }
  const context = createContext({ console, setTimeout, URL, ...globals })
  // The helpers of `using` are of this realm, and so are their symbols.
  for (const name of ['dispose', 'asyncDispose'] as const) {
    Object.defineProperty(new Script('Symbol').runInContext(context) as object, name, { value: Symbol[name] })
  }
  const builtIn = new Set([...Object.getOwnPropertyNames(context), 'Map', 'Event', 'fetch'])
  Object.assign(context, {
    __tsloom: {
      enter: () => {
        calls.push('enter')
        return frame
      },
      closure: (fn: object, locals: unknown, constant = false) =>
        Object.assign(fn, { [constant ? CONSTANT_LOCALS : CAPTURED_LOCALS]: locals }),
      import: async (specifier: string) => {
        calls.push(`import ${specifier}`)
        return modules[specifier] ?? ((await import(specifier)) as Record<string, unknown>)
      },
      meta: { url: 'file:///folder/notebook.ts', dirname: '/folder', filename: '/folder/notebook.ts' },
      shadowed,
      magic: async (index: number) => void calls.push(`magic ${index}`),
    },
  })

  function compile(code: string): EmittedCell {
    const cell = compiler.expand(code, { magics })
    if (!cell.ok) throw new CellRefused(cell.diagnostics)
    for (const { name, hasValue } of cell.value.declarations) if (hasValue && builtIn.has(name)) shadowedNames.add(name)
    const emitted = compiler.emit(cell.value, { shadowed: shadowedNames })
    if (!emitted.ok) throw new CellRefused(emitted.diagnostics)
    return emitted.value
  }

  async function fulfil(code: string): Promise<CellValue> {
    const { js, declarations } = compile(code)
    for (const { name, hasValue } of declarations) {
      const home = shadowedNames.has(name) ? shadowed : context
      if (hasValue && !Object.hasOwn(home, name)) home[name] = undefined
    }
    const cell = new Script(js, { filename: 'In[1]' }).runInContext(context) as () => Promise<CellValue>
    return await cell()
  }

  return {
    compiler,
    context,
    calls,
    shadowed,
    interrupt(error) {
      interruption = error
    },
    compile,
    fulfil,
    run: async code => (await fulfil(code))?.value,
  }
}
