/** What a job brings along, in rows instead of objects. */

import { type Binding, type Definition, type Delivery, type FunctionDefinition, keyOf, type ReferenceId } from '../capture/shipment.ts'
import { isPlain, type Notes } from './encoded-list.ts'

/** Without its key, which tells nothing more. */
type BindingRow = readonly [kind: Binding['target']['kind'], of: string | number, name: string, value: unknown, mixed: boolean]

type FunctionRow = readonly [
  id: ReferenceId,
  kind: FunctionDefinition['kind'],
  name: string,
  source: string,
  form: FunctionDefinition['form'],
  scope: FunctionDefinition['scope'],
  locals: readonly string[],
  eager: readonly string[],
  file: string | undefined,
  line: number,
  column: number,
]

export type ShortNews = readonly [
  definitions: readonly (Definition | FunctionRow)[],
  bindings: readonly BindingRow[],
  forget: readonly ReferenceId[],
]

/** `undefined`: there is more to say of its values. */
export function shortenNews({ definitions, bindings, forget }: Delivery): ShortNews | undefined {
  if (!bindings.every(({ value }) => isShort(value))) return undefined
  return [definitions.map(shortDefinition), bindings.map(shortBinding), forget]
}

export function expandNews([definitions, bindings, forget]: ShortNews): Delivery {
  return { definitions: definitions.map(wholeDefinition), bindings: bindings.map(wholeBinding), forget }
}

function isShort(notes: Notes): boolean {
  return isPlain(notes.mixed ? { ...notes, mixed: false } : notes)
}

function shortDefinition(definition: Definition): Definition | FunctionRow {
  if (definition.kind !== 'function' && definition.kind !== 'class') return definition
  const { id, kind, name, source, form, scope, locals, eager, location } = definition
  return [id, kind, name, source, form, scope, locals, eager, location?.file, location?.line ?? 0, location?.column ?? 0]
}

function wholeDefinition(row: Definition | FunctionRow): Definition {
  if (!Array.isArray(row)) return row as Definition
  const [id, kind, name, source, form, scope, locals, eager, file, line, column] = row as FunctionRow
  return { kind, id, name, source, form, location: file === undefined ? undefined : { file, line, column }, scope, locals, eager }
}

function shortBinding({ target, value: { value, mixed } }: Binding): BindingRow {
  return [target.kind, target.kind === 'slot' ? target.scope : target.owner, target.name, value, mixed]
}

function wholeBinding([kind, of, name, value, mixed]: BindingRow): Binding {
  const target = (kind === 'slot' ? { kind, scope: of, name } : { kind, owner: of, name }) as Binding['target']
  return { key: keyOf(target), target, value: { value, mixed } }
}
