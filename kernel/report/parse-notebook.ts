import { createHash } from 'node:crypto'
import { array, count, type Fields, lines, object, type Place, string, wrong } from './json-fields.ts'
import {
  type Attachments,
  type Cell,
  type CellMetadata,
  isJsonMime,
  type Notebook,
  type NotebookMetadata,
  type Output,
} from './notebook.ts'
import { NotebookError } from './notebook-error.ts'

/**
 * Reads nbformat 4.x and upgrades it to 4.5. Fields that are missing and have an obvious value get it; fields of a
 * wrong type are an error. `file` only serves the messages.
 */
export function parseNotebook(text: string, file: string): Notebook {
  const json = object(parseJson(text, file), file)
  const minor = checkVersion(json, file)
  const metadata = { ...object(json.metadata ?? {}, `${file}: metadata`) }
  delete metadata.orig_nbformat
  const cells = array(json.cells, `${file}: cells`).map((cell, index) => parseCell(cell, index, file))
  return { nbformat: 4, nbformat_minor: Math.max(5, minor), metadata: metadata as NotebookMetadata, cells: withUniqueIds(cells) }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const hint = /^(<{7}|={7}|>{7})/m.test(text) ? ' It holds merge conflict markers (<<<<<<<): resolve them first.' : ''
    throw new NotebookError(`${file}: not a notebook, since it is not JSON: ${reason}.${hint}`, { cause: error })
  }
}

function checkVersion(json: Fields, file: string): number {
  const major = json.nbformat
  const minor = json.nbformat_minor ?? 0
  if (major === undefined) throw new NotebookError(`${file}: not a notebook: it has no field "nbformat"`)
  if (typeof major !== 'number' || typeof minor !== 'number') throw wrong(`${file}: nbformat`, 'a number', major)
  if (major < 4) {
    throw new NotebookError(
      `${file}: nbformat ${major} is too old, tsloom reads 4.x. ` +
        `Convert it: jupyter nbconvert --to notebook --nbformat 4 --inplace ${JSON.stringify(file)}`,
    )
  }
  if (major > 4) throw new NotebookError(`${file}: nbformat ${major} is newer than tsloom knows (4.x); save it as nbformat 4 in Jupyter`)
  return minor
}

function parseCell(value: unknown, index: number, file: string): Cell {
  const bare = `${file}: cell ${index + 1}`
  const cell = object(value, bare)
  const type = cell.cell_type
  const place = typeof type === 'string' ? `${bare} (${type})` : bare
  const shared = {
    id: cell.id === undefined ? '' : parseId(cell.id, place),
    metadata: parseMetadata(cell.metadata ?? {}, place),
    source: lines(cell.source, `${place}, source`),
  }
  if (type === 'code') {
    const outputs = array(cell.outputs ?? [], `${place}, outputs`)
    return {
      cell_type: 'code',
      ...shared,
      execution_count: count(cell.execution_count, `${place}, execution_count`),
      outputs: outputs.map((output, at) => parseOutput(output, `${place}, outputs[${at}]`)),
    }
  }
  if (type !== 'markdown' && type !== 'raw') throw wrong(`${place}, cell_type`, '"code", "markdown" or "raw"', type)
  const attachments = cell.attachments
  if (attachments === undefined) return { cell_type: type, ...shared }
  return { cell_type: type, ...shared, attachments: parseAttachments(attachments, `${place}, attachments`) }
}

function parseId(value: unknown, place: Place): string {
  const id = string(value, `${place}, id`)
  if (!/^[\w-]{1,64}$/.test(id)) throw wrong(`${place}, id`, '1 to 64 letters, digits, - or _', id)
  return id
}

function parseMetadata(value: unknown, place: Place): CellMetadata {
  const metadata = object(value, `${place}, metadata`)
  if (metadata.tags !== undefined) for (const tag of array(metadata.tags, `${place}, metadata.tags`)) string(tag, `${place}, metadata.tags`)
  return metadata as CellMetadata
}

function parseAttachments(value: unknown, place: Place): Attachments {
  const entries = Object.entries(object(value, place))
  return Object.fromEntries(entries.map(([name, bundle]) => [name, parseBundle(bundle, `${place}.${name}`)]))
}

function parseBundle(value: unknown, place: Place): Fields {
  const entries = Object.entries(object(value, place))
  return Object.fromEntries(entries.map(([type, data]) => [type, isJsonMime(type) ? data : lines(data, `${place}["${type}"]`)]))
}

function parseOutput(value: unknown, place: Place): Output {
  const output = object(value, place)
  const type = output.output_type
  switch (type) {
    case 'stream': {
      const name = output.name
      if (name !== 'stdout' && name !== 'stderr') throw wrong(`${place}, name`, '"stdout" or "stderr"', name)
      return { output_type: type, name, text: lines(output.text, `${place}, text`) }
    }
    case 'display_data':
    case 'execute_result': {
      const data = parseBundle(output.data ?? {}, `${place}, data`)
      const metadata = object(output.metadata ?? {}, `${place}, metadata`)
      if (type === 'display_data') return { output_type: type, data, metadata }
      return { output_type: type, execution_count: count(output.execution_count, `${place}, execution_count`), data, metadata }
    }
    case 'error': {
      const traceback = array(output.traceback ?? [], `${place}, traceback`).map(line => string(line, `${place}, traceback`))
      return {
        output_type: type,
        ename: string(output.ename, `${place}, ename`),
        evalue: string(output.evalue, `${place}, evalue`),
        traceback,
      }
    }
    default:
      throw wrong(`${place}, output_type`, '"stream", "display_data", "execute_result" or "error"', type)
  }
}

/** Missing ids are derived from place and source, so that the same file gives the same ids; a repeated id is renewed. */
function withUniqueIds(cells: readonly Cell[]): readonly Cell[] {
  const taken = new Set(cells.map(cell => cell.id))
  const seen = new Set<string>([''])
  return cells.map((cell, index) => {
    const id = seen.has(cell.id) ? newId(cell, index, taken) : cell.id
    seen.add(id)
    taken.add(id)
    return { ...cell, id }
  })
}

function newId(cell: Cell, index: number, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const id = createHash('sha256').update(`${attempt}\n${index}\n${cell.source}`).digest('hex').slice(0, 8)
    if (!taken.has(id)) return id
  }
}
