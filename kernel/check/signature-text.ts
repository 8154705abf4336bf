/** One line for a symbol, as TypeScript shows it: `const x: number`, `function f(a: number): string`. */

import type { Declaration } from '../compile/types.ts'
import type { RawSymbol } from './inspect.ts'

export interface SignatureParts {
  readonly symbol: RawSymbol
  /** As the cell writes it. */
  readonly name: string
  readonly type: string
  /** Of what can be called: `(a: number): string`, and how many other signatures there are. */
  readonly call: { readonly text: string; readonly overloads: number } | undefined
  /** Of a class, interface or enum: with its type parameters. */
  readonly declaredName: string | undefined
  readonly parent: string | undefined
  readonly declaration: Declaration['kind'] | undefined
}

/** TypeScript's symbol flags. */
const flag = {
  functionScoped: 1,
  blockScoped: 2,
  property: 4,
  enumMember: 8,
  function: 16,
  class: 32,
  interface: 64,
  enum: 128 | 256,
  module: 512 | 1024,
  method: 8192,
  accessor: 32768 | 65536,
  typeParameter: 1 << 18,
  typeAlias: 1 << 19,
}

const parameterNode = '170'

export function signatureText({ symbol, name, type, declaredName, parent, declaration, call }: SignatureParts): string {
  // What an import stands for whose package has no types.
  if (symbol.name === 'unknown' && !symbol.declarations?.length) return `import ${name}: ${type}`
  const is = (flags: number): boolean => (symbol.flags & flags) !== 0
  // A name such as `__type` stands for something that has none.
  const member = parent && !parent.startsWith('__') && !parent.includes('"') ? `${parent}.${name}` : name
  if (is(flag.class)) return `class ${declaredName ?? name}`
  if (is(flag.function)) return `function ${name}${called(type, call)}`
  if (is(flag.enum)) return `enum ${name}`
  if (is(flag.enumMember)) return `(enum member) ${member}: ${type}`
  if (is(flag.method)) return `(method) ${member}${called(type, call)}`
  if (is(flag.property)) return `(property) ${member}: ${type}`
  if (is(flag.accessor)) return `(accessor) ${member}: ${type}`
  if (is(flag.functionScoped) && symbol.valueDeclaration?.split('.')[1] === parameterNode) return `(parameter) ${name}: ${type}`
  if (is(flag.functionScoped | flag.blockScoped)) return `${variableWord(declaration, is(flag.blockScoped))} ${name}: ${type}`
  if (is(flag.interface)) return `interface ${declaredName ?? name}`
  if (is(flag.typeAlias)) return `type ${name} = ${type}`
  if (is(flag.typeParameter)) return `(type parameter) ${name}`
  if (is(flag.module)) return symbol.name.startsWith('"') ? `module ${symbol.name}` : `namespace ${name}`
  return `${name}: ${type}`
}

function variableWord(declaration: Declaration['kind'] | undefined, blockScoped: boolean): string {
  if (declaration === 'const' || declaration === 'let' || declaration === 'var') return declaration
  return blockScoped ? 'const' : 'var'
}

function called(type: string, call: SignatureParts['call']): string {
  if (!call) return `: ${type}`
  return call.overloads > 0 ? `${call.text} (+${call.overloads} overload${call.overloads === 1 ? '' : 's'})` : call.text
}
