/** What the text of a function takes from outside: scope analysis of `fn.toString()`. */

import { type CapturedWrite, type FoundWrite, meantForOthers, writesIn } from './captured-writes.ts'
import { RUNTIME_GLOBAL } from './contract.ts'
import { parse } from './parse.ts'
import { bindings, eachChild, hoistLexical, hoistVars, type Node } from './syntax.ts'

export interface FunctionText {
  /** `method`: stands only inside an object literal, `name() {}`. */
  readonly form: 'expression' | 'method'
  readonly kind: 'function' | 'class'
  /** Free names. True: needed already when the text is evaluated (`extends Base`, static fields). */
  readonly free: ReadonlyMap<string, boolean>
  /** Names read as `__tsloom.shadowed.NAME`. */
  readonly shadowed: ReadonlyMap<string, boolean>
  /** The free name that a class extends. */
  readonly base: string | undefined
  /** Where it changes what free names stand for, as if others were to see that. */
  readonly writes: readonly CapturedWrite[]
  /** Uses `super` or a `#private` name of a class around it. */
  readonly bound: 'super' | 'private' | undefined
}

interface Scope {
  readonly names: Set<string>
  readonly parent: Scope | undefined
  readonly holdsVars: boolean
}

/** `undefined` where the text is not a function that can be evaluated elsewhere (native, or a syntax unknown to the parser). */
export function analyse(source: string): FunctionText | undefined {
  for (const form of ['expression', 'method'] as const) {
    const parsed = parse('function.js', form === 'expression' ? `(${source}\n)` : `({${source}\n})`)
    const statement = (parsed.program.body as Node[])[0]
    if (parsed.errors.length === 0 && statement?.type === 'ExpressionStatement') {
      // One character stands before the text in what was parsed: `(` or `{`, and `(`.
      return new Analysis(unparenthesised(statement.expression as Node)).run(form, source, form === 'expression' ? 1 : 2)
    }
  }
  return undefined
}

/**
 * The same for a function of a text that is parsed already.
 *
 * @param root the function or class, or the method with its key
 * @param shift characters before `source` in that text
 */
export function analyseNode(root: Node, source: string, shift: number): FunctionText {
  const form = root.type === 'Property' || root.type === 'MethodDefinition' ? 'method' : 'expression'
  return new Analysis(root).run(form, source, shift)
}

/** Where the function of this text changes what its free names stand for as if others were to see that: `total += x`. */
export function findCapturedWrites(source: string): readonly CapturedWrite[] {
  return analyse(source)?.writes ?? []
}

function unparenthesised(node: Node): Node {
  return node.type === 'ParenthesizedExpression' ? unparenthesised(node.expression as Node) : node
}

class Analysis {
  readonly free = new Map<string, boolean>()
  readonly shadowed = new Map<string, boolean>()
  readonly #writes: FoundWrite[] = []
  /** References to free names that are no targets of writes. */
  readonly #reads = new Map<string, number>()
  bound: FunctionText['bound']
  /** Inside a body that runs only when called. */
  #deferred = 0
  #classes = 0
  readonly #root: Node

  constructor(root: Node) {
    this.#root = root
  }

  run(form: FunctionText['form'], source: string, shift: number): FunctionText {
    const root = this.#root
    this.#visit(root, { names: new Set(), parent: undefined, holdsVars: true })
    const kind = root.type === 'ClassExpression' || root.type === 'ClassDeclaration' ? 'class' : 'function'
    const writes = meantForOthers(this.#writes, this.#reads, source, shift)
    return { form, kind, free: this.free, shadowed: this.shadowed, writes, base: this.base(root), bound: this.bound }
  }

  base(root: Node): string | undefined {
    const base = root.superClass as Node | null | undefined
    return base?.type === 'Identifier' ? (base.name as string) : undefined
  }

  #visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        this.#reference(node.name as string, scope)
        return
      case 'MemberExpression':
        this.#member(node, scope)
        return
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.#property(node, scope)
        return
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#function(node, scope)
        return
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#class(node, scope)
        return
      case 'StaticBlock':
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
      case 'CatchClause':
        this.#children(node, this.#block(node, scope))
        return
      case 'LabeledStatement':
        this.#visit(node.body as Node, scope)
        return
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return
      case 'Super':
        if (this.#classes === 0) this.bound = 'super'
        return
      case 'PrivateIdentifier':
        if (this.#classes === 0) this.bound = 'private'
        return
      case 'AssignmentExpression':
      case 'UpdateExpression':
      case 'CallExpression':
        this.#write(node, scope)
        this.#children(node, scope)
        return
      default:
        this.#children(node, scope)
        return
    }
  }

  #children(node: Node, scope: Scope): void {
    eachChild(node, child => this.#visit(child, scope))
  }

  #reference(name: string, scope: Scope): void {
    if (name === RUNTIME_GLOBAL || declares(scope, name)) return
    this.free.set(name, this.free.get(name) === true || this.#deferred === 0)
    this.#reads.set(name, (this.#reads.get(name) ?? 0) + 1)
  }

  #member(node: Node, scope: Scope): void {
    const object = node.object as Node
    const property = node.property as Node
    if (!node.computed && isShadowedObject(object)) {
      const name = property.name as string
      this.shadowed.set(name, this.shadowed.get(name) === true || this.#deferred === 0)
      return
    }
    this.#visit(object, scope)
    if (node.computed || property.type === 'PrivateIdentifier') this.#visit(property, scope)
  }

  #property(node: Node, scope: Scope): void {
    const key = node.key as Node
    if (node.computed) this.#visit(key, scope)
    const value = node.value as Node | null
    if (value === null) return
    const later = node.type !== 'Property' && node.type !== 'MethodDefinition' && !node.static
    if (later) this.#deferred++
    this.#visit(value, scope)
    if (later) this.#deferred--
  }

  #function(node: Node, outer: Scope): void {
    const scope: Scope = { names: new Set(), parent: outer, holdsVars: true }
    const arrow = node.type === 'ArrowFunctionExpression'
    if (!arrow) scope.names.add('arguments')
    const id = node.id as Node | null | undefined
    if (id && (node.type === 'FunctionExpression' || node === this.#root)) scope.names.add(id.name as string)
    for (const parameter of node.params as Node[]) bindings(parameter, scope.names)
    const body = node.body as Node
    hoistVars(body, scope.names)
    if (body.type !== 'BlockStatement') {
      this.#deferred++
      for (const parameter of node.params as Node[]) this.#visit(parameter, scope)
      this.#visit(body, scope)
      this.#deferred--
      return
    }
    hoistLexical(body, scope.names)
    this.#deferred++
    for (const parameter of node.params as Node[]) this.#visit(parameter, scope)
    this.#children(body, scope)
    this.#deferred--
  }

  #class(node: Node, outer: Scope): void {
    const scope: Scope = { names: new Set(), parent: outer, holdsVars: false }
    const id = node.id as Node | null
    if (id) scope.names.add(id.name as string)
    if (node.superClass) this.#visit(node.superClass as Node, scope)
    this.#classes++
    this.#children(node.body as Node, scope)
    this.#classes--
  }

  #block(node: Node, parent: Scope): Scope {
    const scope: Scope = { names: new Set(), parent, holdsVars: node.type === 'StaticBlock' }
    if (node.type === 'CatchClause' && node.param) bindings(node.param as Node, scope.names)
    if (node.type === 'StaticBlock') hoistVars(node, scope.names)
    hoistLexical(node, scope.names)
    return scope
  }

  #write(node: Node, scope: Scope): void {
    for (const write of writesIn(node)) {
      const name = write.target.name as string
      if (name === RUNTIME_GLOBAL || declares(scope, name)) continue
      this.#writes.push(write)
      // The visit of the target counts it.
      this.#reads.set(name, (this.#reads.get(name) ?? 0) - 1)
    }
  }
}

function declares(scope: Scope | undefined, name: string): boolean {
  for (let at = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return true
  return false
}

function isShadowedObject(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    (node.object as Node).type === 'Identifier' &&
    (node.object as Node).name === RUNTIME_GLOBAL &&
    (node.property as Node).name === 'shadowed'
  )
}
