/** Stacks in the user's coordinates: lines and columns of the TypeScript they wrote, without the kernel's own frames. */

import type { SourceLocation } from '../../src/capture/contract.ts'
import { originalPosition } from '../compile/cell-map.ts'
import { cellName, mapPositions, scriptName } from '../script-name.ts'
import { createFilePositions } from './file-positions.ts'
import { plainMessage } from './plain-message.ts'
import type { Runnable } from './wire.ts'

export interface StackFrames {
  /** Remembers how to read positions in what is about to run. */
  add(run: Runnable): void
  /** Makes `error.stack` of everything in this thread come out in the user's coordinates. */
  install(): void
  /** The same for a stack that was made in another thread. What is in the user's coordinates already stays. */
  mapStack(stack: string): string
  /** The text of a cell, for showing the line an error stands in. */
  source(name: string): string | undefined
  /** Where the text of a function stands in what ran, the latest first; so that a worker can compile it under the same position. */
  locate(text: string): SourceLocation | undefined
  /** The JavaScript that `locate` found something in. */
  script(file: string): string | undefined
}

const KERNEL_DIRECTORY = new URL('../../', import.meta.url).href
/** Where Node and tsloom are not what the user looks for. */
const HIDDEN = [KERNEL_DIRECTORY, KERNEL_DIRECTORY.replace(/^file:\/\//, ''), 'node:internal/', 'node:vm:', '@oxc-project/runtime/']

export function createStackFrames(): StackFrames {
  const runs = new Map<string, Runnable>()

  const mapStack = (stack: string): string =>
    mapPositions(stack, (name, line, column) => {
      const run = runs.get(name)
      return run && originalPosition(run.map, line, column)
    })

  return {
    add: run => void runs.set(run.name, run),
    mapStack,
    source: name => runs.get(name)?.map.code,
    locate(text) {
      for (const { name, js } of [...runs.values()].reverse()) {
        const offset = js.indexOf(text)
        if (offset < 0) continue
        const before = js.slice(0, offset)
        return { file: scriptName(name), line: before.split('\n').length - 1, column: offset - (before.lastIndexOf('\n') + 1) }
      }
      return undefined
    },
    script: file => runs.get(cellName(file))?.js,
    install: () => showUserFrames(mapStack),
  }
}

/** Leaves frames of Node and tsloom out of the stacks of this thread. */
export function showUserFrames(finish: (stack: string) => string = stack => stack): void {
  const inFile = createFilePositions()
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map(frameText).filter(text => !HIDDEN.some(hidden => text.includes(hidden)))
    // Node's own frames below the user's first one only say how the code was called.
    while (/\(?node:/.test(frames.at(-1) ?? '')) frames.pop()
    return finish([header(error), ...frames.map(frame => `    at ${inFile(frame)}`)].join('\n'))
  }
}

/**
 * The wrapper of a cell, or of a function that travelled, is not a function of the user's: its frames show the bare position. Nor is
 * `__tsloom.closure`, after which V8 names a function that stands in its arguments.
 */
function frameText(site: NodeJS.CallSite): string {
  return String(site)
    .replace(/^(?:async )?(?:(?:Object\.)?<anonymous>|eval|\S*__tsloom\.closure\S*(?: \[as [^\]]*\])?) \((.*In\[.*)\)$/, '$1')
    .replace('__tsloom.shadowed.', '')
}

function header(error: Error): string {
  try {
    return plainMessage(Error.prototype.toString.call(error))
  } catch {
    return 'Error'
  }
}
