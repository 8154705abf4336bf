/** A whole script, parsed once: the functions in it, and which of its variables never change. */

import { analyseNode, type FunctionText } from './free-variables.ts'
import { parse } from './parse.ts'
import { assignedNames, declaredNames, eachChild, type Node } from './syntax.ts'

/** A longer one is not looked through: its variables are read again each time. */
const LONG = 300_000
/** Of a longer one the tree is not kept: its functions are parsed one by one. */
const SHORT = 50_000

interface Contents {
  readonly declared: ReadonlySet<string>
  readonly assigned: ReadonlySet<string>
  /** By where they begin. */
  readonly functions: ReadonlyMap<number, Node>
}

export class ScriptText {
  readonly #text: string
  #contents: Contents | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** The function of this text, if it stands here. */
  function(source: string): FunctionText | undefined {
    if (this.#text.length > SHORT) return undefined
    const offset = this.#text.indexOf(source)
    const node = offset < 0 ? undefined : this.#look().functions.get(offset)
    return node?.end === offset + source.length ? analyseNode(node, source, offset) : undefined
  }

  /**
   * Whether variables of these names hold for ever what they hold now. By name, whichever variable of that name it is.
   *
   * @param missing names that were not found: they may be variables that are not initialised yet
   */
  fixed(found: ReadonlyMap<string, unknown>, missing: ReadonlySet<string>): boolean {
    const { declared, assigned } = this.#look()
    for (const name of missing) if (declared.has(name)) return false
    // Undefined may also mean: not initialised yet.
    for (const [name, value] of found) if (value === undefined || !declared.has(name) || assigned.has(name)) return false
    return true
  }

  #look(): Contents {
    this.#contents ??= contentsOf(this.#text)
    return this.#contents
  }
}

function contentsOf(text: string): Contents {
  const [declared, assigned, functions] = [new Set<string>(), new Set<string>(), new Map<number, Node>()]
  const contents = { declared, assigned, functions }
  if (text.length > LONG) return contents
  const { program, errors } = parse('script.js', text)
  if (errors.length > 0) return contents
  if (text.length <= SHORT) listFunctions(program, functions)
  // What a direct eval assigns is not seen.
  if (/\beval\s*\(/.test(text)) return contents
  declaredNames(program, declared)
  assignedNames(program, assigned)
  return contents
}

function listFunctions(node: Node, functions: Map<number, Node>): void {
  if (FUNCTIONS.has(node.type) || isMethod(node)) functions.set(node.start as number, node)
  eachChild(node, child => listFunctions(child, functions))
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
])

/** Whose text, as `toString()` gives it, begins with its key. */
function isMethod({ type, method, kind }: Node): boolean {
  return type === 'MethodDefinition' || (type === 'Property' && (method === true || kind !== 'init'))
}
