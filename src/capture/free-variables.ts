/** What the text of a function takes from outside: scope analysis of `fn.toString()`. */

import { createRequire } from 'node:module'
import { RUNTIME_GLOBAL } from './contract.ts'

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
  /** Free names that it assigns to. */
  readonly writes: ReadonlySet<string>
  /** Uses `super` or a `#private` name of a class around it. */
  readonly bound: 'super' | 'private' | undefined
}

/** An ESTree node, as far as this walk looks at it. */
interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

interface Scope {
  readonly names: Set<string>
  readonly parent: Scope | undefined
  readonly holdsVars: boolean
}

type Parse = (file: string, source: string) => { readonly program: Node; readonly errors: readonly unknown[] }

/** Loaded at the first function that has to travel: it costs 13 ms. */
export function parser(): Parse {
  return (createRequire(import.meta.url)('oxc-parser') as { readonly parseSync: Parse }).parseSync
}

/** `undefined` where the text is not a function that can be evaluated elsewhere (native, or a syntax unknown to the parser). */
export function analyse(source: string): FunctionText | undefined {
  for (const form of ['expression', 'method'] as const) {
    const parsed = parser()('function.js', form === 'expression' ? `(${source}\n)` : `({${source}\n})`)
    const statement = (parsed.program['body'] as Node[])[0]
    if (parsed.errors.length === 0 && statement?.type === 'ExpressionStatement') {
      const root = unparenthesised(statement['expression'] as Node)
      return new Analysis().run(root, form)
    }
  }
  return undefined
}

function unparenthesised(node: Node): Node {
  return node.type === 'ParenthesizedExpression' ? unparenthesised(node['expression'] as Node) : node
}

class Analysis {
  readonly free = new Map<string, boolean>()
  readonly shadowed = new Map<string, boolean>()
  readonly writes = new Set<string>()
  bound: FunctionText['bound']
  /** Inside a body that runs only when called. */
  #deferred = 0
  #classes = 0

  run(root: Node, form: FunctionText['form']): FunctionText {
    this.#visit(root, { names: new Set(), parent: undefined, holdsVars: true })
    const kind = root.type === 'ClassExpression' ? 'class' : 'function'
    return { form, kind, free: this.free, shadowed: this.shadowed, writes: this.writes, base: this.base(root), bound: this.bound }
  }

  base(root: Node): string | undefined {
    const base = root['superClass'] as Node | null | undefined
    return base?.type === 'Identifier' ? (base['name'] as string) : undefined
  }

  #visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node['name'] as string, scope)
      case 'MemberExpression':
        return this.#member(node, scope)
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return this.#property(node, scope)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, scope)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, scope)
      case 'StaticBlock':
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
      case 'CatchClause':
        return this.#children(node, this.#block(node, scope))
      case 'LabeledStatement':
        return this.#visit(node['body'] as Node, scope)
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
        this.#writesOf(node['left'] as Node, scope)
        return this.#children(node, scope)
      case 'UpdateExpression':
        this.#writesOf(node['argument'] as Node, scope)
        return this.#children(node, scope)
      default:
        return this.#children(node, scope)
    }
  }

  #children(node: Node, scope: Scope): void {
    for (const child of childrenOf(node)) this.#visit(child, scope)
  }

  #reference(name: string, scope: Scope): void {
    if (name === RUNTIME_GLOBAL || declares(scope, name)) return
    this.free.set(name, this.free.get(name) === true || this.#deferred === 0)
  }

  #member(node: Node, scope: Scope): void {
    const object = node['object'] as Node
    const property = node['property'] as Node
    if (!node['computed'] && isShadowedObject(object)) {
      const name = property['name'] as string
      this.shadowed.set(name, this.shadowed.get(name) === true || this.#deferred === 0)
      return
    }
    this.#visit(object, scope)
    if (node['computed'] || property.type === 'PrivateIdentifier') this.#visit(property, scope)
  }

  #property(node: Node, scope: Scope): void {
    const key = node['key'] as Node
    if (node['computed']) this.#visit(key, scope)
    const value = node['value'] as Node | null
    if (value === null) return
    const later = node.type !== 'Property' && node.type !== 'MethodDefinition' && !node['static']
    if (later) this.#deferred++
    this.#visit(value, scope)
    if (later) this.#deferred--
  }

  #function(node: Node, outer: Scope): void {
    const scope: Scope = { names: new Set(), parent: outer, holdsVars: true }
    const arrow = node.type === 'ArrowFunctionExpression'
    if (!arrow) scope.names.add('arguments')
    const id = node['id'] as Node | null | undefined
    if (id && node.type === 'FunctionExpression') scope.names.add(id['name'] as string)
    for (const parameter of node['params'] as Node[]) bindings(parameter, scope.names)
    const body = node['body'] as Node
    hoistVars(body, scope.names)
    if (body.type !== 'BlockStatement') {
      this.#deferred++
      for (const parameter of node['params'] as Node[]) this.#visit(parameter, scope)
      this.#visit(body, scope)
      this.#deferred--
      return
    }
    hoistLexical(body, scope.names)
    this.#deferred++
    for (const parameter of node['params'] as Node[]) this.#visit(parameter, scope)
    this.#children(body, scope)
    this.#deferred--
  }

  #class(node: Node, outer: Scope): void {
    const scope: Scope = { names: new Set(), parent: outer, holdsVars: false }
    const id = node['id'] as Node | null
    if (id) scope.names.add(id['name'] as string)
    if (node['superClass']) this.#visit(node['superClass'] as Node, scope)
    this.#classes++
    this.#children(node['body'] as Node, scope)
    this.#classes--
  }

  #block(node: Node, parent: Scope): Scope {
    const scope: Scope = { names: new Set(), parent, holdsVars: node.type === 'StaticBlock' }
    if (node.type === 'CatchClause' && node['param']) bindings(node['param'] as Node, scope.names)
    if (node.type === 'StaticBlock') hoistVars(node, scope.names)
    hoistLexical(node, scope.names)
    return scope
  }

  #writesOf(target: Node, scope: Scope): void {
    const names = new Set<string>()
    bindings(target, names)
    for (const name of names) if (!declares(scope, name)) this.writes.add(name)
  }
}

function declares(scope: Scope | undefined, name: string): boolean {
  for (let at = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return true
  return false
}

function isShadowedObject(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node['computed'] &&
    (node['object'] as Node).type === 'Identifier' &&
    (node['object'] as Node)['name'] === RUNTIME_GLOBAL &&
    (node['property'] as Node)['name'] === 'shadowed'
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

function* childrenOf(node: Node): Generator<Node> {
  for (const key in node) {
    const value = node[key]
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item
    } else if (isNode(value)) yield value
  }
}

/** Names that a pattern binds. */
function bindings(pattern: Node, names: Set<string>): void {
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern['name'] as string)
      return
    case 'AssignmentPattern':
      return bindings(pattern['left'] as Node, names)
    case 'RestElement':
      return bindings(pattern['argument'] as Node, names)
    case 'ArrayPattern':
      for (const element of pattern['elements'] as (Node | null)[]) if (element) bindings(element, names)
      return
    case 'ObjectPattern':
      for (const property of pattern['properties'] as Node[])
        bindings((property.type === 'RestElement' ? property['argument'] : property['value']) as Node, names)
  }
}

const FUNCTIONS: ReadonlySet<string> = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'StaticBlock'])

/** `var` declarations of a function's body, at any depth but inner functions. */
function hoistVars(node: Node, names: Set<string>): void {
  for (const child of childrenOf(node)) {
    if (FUNCTIONS.has(child.type)) continue
    if (child.type === 'VariableDeclaration' && child['kind'] === 'var') declared(child, names)
    hoistVars(child, names)
  }
}

/** `let`, `const`, `class`, `function` directly within a block, a loop's head or a switch. */
function hoistLexical(node: Node, names: Set<string>): void {
  for (const child of childrenOf(node)) {
    if (child.type === 'VariableDeclaration') declared(child, names)
    else if (child.type === 'FunctionDeclaration' || child.type === 'ClassDeclaration') names.add((child['id'] as Node)['name'] as string)
    else if (child.type === 'SwitchCase') hoistLexical(child, names)
    else if (child.type === 'LabeledStatement') hoistLexical(child, names)
  }
}

function declared(declaration: Node, names: Set<string>): void {
  for (const declarator of declaration['declarations'] as Node[]) bindings(declarator['id'] as Node, names)
}
