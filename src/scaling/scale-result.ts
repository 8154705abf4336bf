/** A scaling measurement as people use it: figure, table, save and load. */

import { readFile, writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { type Displayable, JUPYTER_DISPLAY, type MimeBundle, type Shown } from '../display/displayable.ts'
import { type Analysis, analyse, BACKENDS, type ScaleData, type ScaleRun } from './scale-data.ts'
import { scaleFigure } from './scale-figure.ts'
import { scaleTable } from './scale-table.ts'

/**
 * What `scale` measured: every timed run in ms (`runs`), what follows from them (`analysis`), a table and a figure. As a cell's
 * result it shows the table.
 */
export class ScaleResult implements Displayable {
  readonly data: ScaleData
  readonly analysis: Analysis

  /** @throws RangeError if nothing was measured */
  constructor(data: ScaleData) {
    this.data = data
    this.analysis = analyse(data)
  }

  /** Every timed run; times in ms. */
  get runs(): readonly ScaleRun[] {
    return this.data.runs
  }

  /** Wall time against core count, beside it speed-up and efficiency. Others are drawn over it: a curve of another machine, say. */
  figure(...others: readonly ScaleResult[]): Shown {
    return scaleFigure([this, ...others])
  }

  /** Median, interval, speed-up, efficiency and Karp–Flatt, a row for each count. */
  table(): Shown {
    return scaleTable(this)
  }

  toJSON(): ScaleData {
    return this.data
  }

  /**
   * Writes it as JSON.
   *
   * @example
   * const curve = await scale((n: number) => Math.sqrt(n), 1000, { over: ['inline'] })
   * await curve.save('curve.json')
   */
  async save(file: string): Promise<void> {
    await writeFile(file, `${JSON.stringify(this.data, null, 1)}\n`)
  }

  /**
   * @throws TypeError naming the file if it holds no scaling result
   * @example const other = await ScaleResult.load('curve.json')
   */
  static async load(file: string): Promise<ScaleResult> {
    const data = parsed(await readFile(file, 'utf8'))
    if (!isScaleData(data)) throw new TypeError(`${file} holds no result of scale(): save one with result.save(file)`)
    return new ScaleResult(data)
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.table().data
  }

  [inspect.custom](): string {
    return String(this.table().data['text/plain'])
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isScaleData(value: unknown): value is ScaleData {
  const { version, runs, machine, axis, repeat, items } = (value ?? {}) as Partial<ScaleData>
  const isNumber = (part: unknown): boolean => typeof part === 'number'
  return (
    version === 1 &&
    (axis === 'cores' || axis === 'workers') &&
    [repeat, items, machine?.cores].every(isNumber) &&
    [machine?.name, machine?.node].every(part => typeof part === 'string') &&
    Array.isArray(runs) &&
    runs.length > 0 &&
    runs.every(run => BACKENDS.includes(run?.backend) && [run.cores, run.workers, run.round, run.time].every(isNumber))
  )
}
