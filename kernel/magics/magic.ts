/** What a magic is. Help, completion, parsing and error messages all derive from one declaration. */

import type { Segment } from '../compile/segments.ts'
import type { MagicCall } from '../compile/types.ts'
import type { DisplayData } from '../interpreter.ts'

export type OptionKind =
  | 'flag'
  | 'integer'
  | 'port' /** 0 to 65535; 0 for any that is free */
  | 'duration' /** `500ms`, `30s`, `2m`; value in milliseconds */
  | 'name' /** a TypeScript identifier */
  | 'word' /** one shell-like word */
  | 'expression' /** a TypeScript expression, ending where it ends; value is its source */

export interface MagicOption {
  /** As it is typed: `-n`, `--timeout`. The last one, without dashes, names the value. */
  readonly flags: readonly [string, ...string[]]
  readonly kind: OptionKind
  readonly summary: string
  /** How the value is shown in help: `N`, `NAME`. */
  readonly value?: string
  readonly choices?: readonly string[]
}

export interface MagicPositional {
  readonly name: string
  readonly summary: string
  readonly kind: 'word' | 'expression' | 'rest'
  readonly choices?: readonly string[]
  readonly required?: boolean
}

interface MagicDeclaration {
  readonly name: string
  readonly kind: 'line' | 'cell'
  /** One line for `%lsmagic`. */
  readonly summary: string
  readonly options: readonly MagicOption[]
  readonly positional?: MagicPositional
  /** What is wrong with arguments that are right one by one. */
  readonly refuse?: (values: MagicCall['values']) => string | undefined
  /** For `%name?`: a cell or line that runs as written. */
  readonly example: string
}

/**
 * Rewritten to TypeScript before the cell is checked. `before` + body + `after` is the cell; ranges are the magic's own expressions
 * (`MagicCall.places`), which keep their positions. `hoisted` goes above everything, each line once (imports).
 */
export interface Expansion {
  readonly hoisted?: readonly string[]
  readonly before: readonly Segment[]
  readonly after: readonly Segment[]
}

export interface ExpandingMagic extends MagicDeclaration {
  readonly type: 'expand'
  /** 'function': the body is an async function's body (last expression returned); 'statements': it stays top-level code and keeps its declarations; 'text': it is not TypeScript, and goes between `before` and `after` as a string; 'none': a line magic. */
  readonly body: 'function' | 'statements' | 'text' | 'none'
  expand(call: MagicCall, body: MagicBody): Expansion
}

/** What a magic has to know of the body that it goes around. */
export interface MagicBody {
  /** It ends in an expression or has a `return` with a value. */
  readonly returns: boolean
  /** That identifier stands somewhere in it. */
  mentions(name: string): boolean
}

/** What a session magic may touch. */
export interface MagicHost {
  print(text: string): void
  display(display: DisplayData): void
  typecheck: 'error' | 'warn' | 'off'
  /** The TypeScript that a cell's text stands for, or why it cannot be expanded. */
  expand(code: string): string
  readonly magics: readonly Magic[]
}

export interface RunningMagic extends MagicDeclaration {
  readonly type: 'run'
  /** `body` is the rest of the cell, for cell magics. A thrown MagicError is shown as the cell's error. */
  run(call: MagicCall, host: MagicHost, body: string): Promise<void> | void
}

export type Magic = ExpandingMagic | RunningMagic
