/** Which names are local where. A name found in no scope is a notebook variable or a global. */

import type { BindingPattern, ParamPattern, Statement } from 'oxc-parser'

/** One function's body, as far as rewriting goes; the cell itself is the outermost. */
export interface Frame {
  readonly parent: Frame | undefined
  readonly kind: 'cell' | 'function' | 'arrow'
  readonly async: boolean
  /** Locals of enclosing functions and blocks that it uses, and where those are declared. */
  captures: Map<string, Scope> | undefined
  /** Uses `this`, `super` or `new.target` of the function around it. */
  usesThis: boolean
  /** Something in it waits, so that it needs the runtime's frame. */
  awaits: boolean
  /** How many `finally` blocks of this function are open. */
  finallyDepth: number
  /** Insertions that are made only if something in it waits. */
  readonly whenAwaiting: (() => void)[]
}

export interface Scope {
  readonly parent: Scope | undefined
  readonly frame: Frame
  readonly names: ReadonlySet<string> | undefined
  readonly sharing?: Sharing
  /** A function's parameters: the constant of their sharing stands in the body, which they do not see. */
  readonly aboveConstant?: boolean
}

/** What is found out of the variables of a block or a function's body. */
export interface Sharing {
  /** By functions inside. */
  readonly captured: Set<string>
  /** Apart from their declaration. */
  readonly assigned: Set<string>
  /** Declared by `var`: perhaps more than once, and there before they have a value. */
  readonly vars: Set<string>
  /** The constant that stands for the scope, where functions share a variable that changes. */
  constant: string | undefined
}

export function createSharing(): Sharing {
  return { captured: new Set(), assigned: new Set(), vars: new Set(), constant: undefined }
}

export function createFrame(parent: Frame | undefined, kind: Frame['kind'], async: boolean): Frame {
  return { parent, kind, async, captures: undefined, usesThis: false, awaits: false, finallyDepth: 0, whenAwaiting: [] }
}

/** Notes that `name` is used here. True if it is a local name, false if it is a notebook variable or a global. */
export function useName(scope: Scope, name: string): boolean {
  const at = declaring(scope, name)
  if (!at) return false
  if (scope.frame !== at.frame) at.sharing?.captured.add(name)
  for (let user: Frame | undefined = scope.frame; user && user !== at.frame; user = user.parent) capture(user, name, at)
  return true
}

/** Notes that `name` is assigned here. */
export function assignName(scope: Scope, name: string): void {
  declaring(scope, name)?.sharing?.assigned.add(name)
}

/** Notes that `var` declares `name` here. */
export function varName(scope: Scope, name: string): void {
  declaring(scope, name)?.sharing?.vars.add(name)
}

export function isLocal(scope: Scope, name: string): boolean {
  return declaring(scope, name) !== undefined
}

function declaring(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.names?.has(name)) return at
  return undefined
}

function capture(frame: Frame, name: string, declared: Scope): void {
  frame.captures ??= new Map()
  frame.captures.set(name, declared)
}

/** Notes that `this` or its like is used here: an arrow function takes it from the function around it. */
export function useThis(frame: Frame): void {
  for (let at: Frame | undefined = frame; at?.kind === 'arrow'; at = at.parent) at.usesThis = true
}

export function patternNames(pattern: BindingPattern | ParamPattern, names: Set<string>): void {
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern.name)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties) patternNames(property.type === 'RestElement' ? property.argument : property.value, names)
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) patternNames(element.type === 'RestElement' ? element.argument : element, names)
      break
    case 'AssignmentPattern':
      patternNames(pattern.left, names)
      break
    case 'RestElement':
      patternNames(pattern.argument, names)
      break
    case 'TSParameterProperty':
      patternNames(pattern.parameter, names)
      break
  }
}

/** What `let`, `const`, `class` and `function` declare directly in a block. */
export function blockNames(statements: readonly Statement[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration') {
      if (statement.kind !== 'var') for (const { id } of statement.declarations) patternNames(id, names)
    } else if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id)
      names.add(statement.id.name)
  }
}

/** What `var` declares in a function's body, in nested blocks too. */
export function varNames(statement: Statement | null | undefined, names: Set<string>): void {
  switch (statement?.type) {
    case 'VariableDeclaration':
      if (statement.kind === 'var') for (const { id } of statement.declarations) patternNames(id, names)
      break
    case 'ExportNamedDeclaration':
      if (statement.declaration?.type === 'VariableDeclaration') varNames(statement.declaration, names)
      break
    case 'BlockStatement':
      for (const inner of statement.body) varNames(inner, names)
      break
    case 'IfStatement':
      varNames(statement.consequent, names)
      varNames(statement.alternate, names)
      break
    case 'ForStatement':
      if (statement.init?.type === 'VariableDeclaration') varNames(statement.init, names)
      varNames(statement.body, names)
      break
    case 'ForInStatement':
    case 'ForOfStatement':
      if (statement.left.type === 'VariableDeclaration') varNames(statement.left, names)
      varNames(statement.body, names)
      break
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      varNames(statement.body, names)
      break
    case 'TryStatement':
      varNames(statement.block, names)
      if (statement.handler) varNames(statement.handler.body, names)
      varNames(statement.finalizer, names)
      break
    case 'SwitchStatement':
      for (const { consequent } of statement.cases) for (const inner of consequent) varNames(inner, names)
      break
  }
}
