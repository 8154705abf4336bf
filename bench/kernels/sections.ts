/** What is measured. Within a section the kernels take turns, so that what else the machine does hits all alike. */

import { setTimeout as delay } from 'node:timers/promises'
import { isRecord } from '../../kernel/protocol/content-reader.ts'
import { launch, type MeasuredKernel } from './measured-kernel.ts'
import { treeMemory } from './memory.ts'
import type { Peer } from './peers.ts'
import type { Recorder } from './samples.ts'

export interface SectionContext {
  readonly peers: readonly Peer[]
  /** Working directory of the kernels. */
  readonly folder: string
  /** Multiplies the number of rounds. */
  readonly effort: number
  readonly record: Recorder
  readonly note: (text: string) => void
}

export interface Section {
  readonly name: string
  readonly summary: string
  run(context: SectionContext): Promise<void>
}

/** tsloom with `%typecheck off`. */
export const unchecked = 'tsloom, unchecked'

const settlingTime = 500
const printedLines = 100_000
const printLimit = 15_000

export const sections: readonly Section[] = [
  { name: 'start', summary: 'launch → kernel_info, launch → first result', run: start },
  { name: 'cells', summary: '1+1 → idle, the same cell again and a new one each time', run: cells },
  { name: 'declaring', summary: '100 declaring cells one by one, and 100 queued at once', run: declaring },
  { name: 'output', summary: `${printedLines} printed lines`, run: output },
  { name: 'memory', summary: 'memory of the process tree at start and after 200 cells', run: memory },
  { name: 'threads', summary: 'five threads from a cell, the first time and after', run: threads },
]

const rounds = (base: number, effort: number): readonly number[] =>
  Array.from({ length: Math.max(1, Math.round(base * effort)) }, (_, round) => round)

/** The order changes from round to round: the first after a pause may be favoured. */
const rotated = <T>(items: readonly T[], by: number): readonly T[] => items.map((_, index) => items[(index + by) % items.length] as T)

/** tslab answers while its sockets are still being bound, which sometimes ends it: then it is started once more, and that is said. */
async function launched({ folder, note }: SectionContext, peer: Peer): Promise<MeasuredKernel> {
  for (let tries = 1; ; tries++) {
    try {
      return await launch(peer, folder)
    } catch (error) {
      if (tries === 4) throw error
      note(`${peer.name} was started again: ${error instanceof Error ? error.message.trim().split('\n')[0] : error}`)
    }
  }
}

async function withKernel(context: SectionContext, peer: Peer, work: (kernel: MeasuredKernel) => Promise<void>): Promise<void> {
  const kernel = await launched(context, peer)
  try {
    await work(kernel)
  } finally {
    await kernel.close()
  }
}

interface Entrant {
  readonly name: string
  readonly peer: Peer
  readonly kernel: MeasuredKernel
}

/** All kernels at once, tsloom a second time without type checks where that is of interest. */
async function withAll(context: SectionContext, variants: boolean, work: (entrants: readonly Entrant[]) => Promise<void>): Promise<void> {
  const entrants: Entrant[] = []
  try {
    for (const peer of context.peers) {
      entrants.push({ name: peer.name, peer, kernel: await launched(context, peer) })
      if (peer.name !== 'tsloom' || !variants) continue
      const kernel = await launched(context, peer)
      entrants.push({ name: unchecked, peer, kernel })
      await kernel.time('%typecheck off')
    }
    await work(entrants)
  } finally {
    await Promise.all(entrants.map(({ kernel }) => kernel.close()))
  }
}

async function start(context: SectionContext): Promise<void> {
  for (const round of rounds(15, context.effort)) {
    for (const peer of rotated(context.peers, round)) {
      await withKernel(context, peer, async ({ started }) => {
        context.record.add('start.info', peer.name, [started.info])
        context.record.add('start.first', peer.name, [started.first])
      })
    }
  }
}

/** tslab loses a reply near its 130th cell with a result, since it does not await its sends: no kernel is asked for more than 100. */
async function cells(context: SectionContext): Promise<void> {
  // Who remembers what it found in a cell gains by the first and not by the second.
  let fresh = 0
  const codes = { 'cells.simple': () => '1+1', 'cells.fresh': () => `1+${fresh++}` }
  const series = async ({ kernel }: Entrant, code: () => string, count: number): Promise<number[]> => {
    const times: number[] = []
    for (let cell = 0; cell < count; cell++) times.push(await kernel.time(code()))
    return times
  }
  for (const _ of rounds(5, context.effort)) {
    await withAll(context, true, async entrants => {
      for (const entrant of entrants) await series(entrant, codes['cells.fresh'], 30)
      for (let turn = 0; turn < 4; turn++)
        for (const entrant of rotated(entrants, turn))
          for (const [metric, code] of Object.entries(codes)) context.record.add(metric, entrant.name, await series(entrant, code, 16))
    })
  }
}

async function declaring(context: SectionContext): Promise<void> {
  for (const round of rounds(6, context.effort)) {
    await withAll(context, true, async all => {
      const entrants = rotated(all, round)
      const times = new Map(entrants.map(({ name }) => [name, [] as number[]]))
      for (let first = 0; first < 100; first += 10) {
        for (const { name, peer, kernel } of entrants)
          for (let cell = first; cell < first + 10; cell++) times.get(name)?.push(await kernel.time(peer.snippets.declare('a', cell)))
      }
      for (const [name, list] of times) recordSeries(context.record, 'declaring', name, list)
      for (const { name, peer, kernel } of entrants) {
        const codes = Array.from({ length: 100 }, (_, cell) => peer.snippets.declare('b', cell))
        recordSeries(context.record, 'queued', name, await kernel.timeQueued(codes))
      }
    })
  }
}

function recordSeries(record: Recorder, metric: string, kernel: string, times: readonly number[]): void {
  record.add(`${metric}.cell`, kernel, times)
  record.add(`${metric}.firstTen`, kernel, times.slice(0, 10))
  record.add(`${metric}.lastTen`, kernel, times.slice(-10))
}

async function output(context: SectionContext): Promise<void> {
  const hopeless = new Set<string>()
  for (const round of rounds(5, context.effort)) {
    for (const peer of rotated(context.peers, round)) {
      if (hopeless.has(peer.name)) continue
      await withKernel(context, peer, async kernel => {
        let lines = 0
        let messages = 0
        const begun = performance.now()
        const done = await kernel
          .run(peer.snippets.print(printedLines), {
            timeout: printLimit,
            onMessage({ header, content }) {
              messages++
              if (header.msg_type === 'stream' && isRecord(content)) lines += String(content.text).split('\n').length - 1
            },
          })
          .catch(() => undefined)
        const taken = performance.now() - begun
        if (done === undefined) {
          hopeless.add(peer.name)
          context.note(
            `${peer.name}: no idle within ${printLimit / 1000} s of a cell that prints ${printedLines} lines; ${lines} lines had come`,
          )
        }
        context.record.add('output.lines', peer.name, [lines])
        context.record.add('output.messages', peer.name, [messages])
        if (done !== undefined) context.record.add('output.time', peer.name, [taken])
      })
    }
  }
}

async function memory(context: SectionContext): Promise<void> {
  // What tslab holds differs by a fifth from one time to the next.
  for (const round of rounds(9, context.effort)) {
    for (const peer of rotated(context.peers, round)) {
      await withKernel(context, peer, async kernel => {
        await take('start')
        for (let cell = 0; cell < 200; cell++) await kernel.time(peer.snippets.declare('m', cell))
        await take('after')

        async function take(when: string): Promise<void> {
          await delay(settlingTime)
          const measured = treeMemory(kernel.pid)
          if (measured === undefined) return
          context.record.add(`memory.${when}`, peer.name, [measured.alone])
          context.record.add(`memory.${when}.pss`, peer.name, [measured.pss])
        }
      })
    }
  }
}

async function threads(context: SectionContext): Promise<void> {
  const peers = context.peers.filter(({ name }) => name === 'tsloom' || name === 'ipykernel')
  for (const round of rounds(4, context.effort)) {
    for (const peer of rotated(peers, round)) {
      await withKernel(context, peer, async kernel => {
        await delay(settlingTime)
        context.record.add('threads.cold', peer.name, [await kernel.time(peer.snippets.threads)])
        const warm: number[] = []
        for (let time = 0; time < 20; time++) warm.push(await kernel.time(peer.snippets.threads))
        context.record.add('threads.warm', peer.name, warm)
      })
    }
  }
}
