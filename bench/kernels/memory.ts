/** Memory of a process and all it started. Linux only. */

import { readdirSync, readFileSync } from 'node:fs'

export interface TreeMemory {
  /** Proportional set size, MB: pages that other programs have mapped too count in part. */
  readonly pss: number
  /** The same if nothing else ran on the machine, MB: files mapped by several processes of the tree count once, in full. */
  readonly alone: number
  readonly processes: number
}

export function treeMemory(pid: number): TreeMemory | undefined {
  if (process.platform !== 'linux') return undefined
  const pids = descendants(pid)
  let pss = 0
  let anonymous = 0
  const files = new Map<string, number>()
  for (const each of pids) {
    for (const mapping of mappings(each)) {
      pss += mapping.pss
      if (mapping.file === undefined) anonymous += mapping.pss
      else {
        // What this process wrote to is its own.
        anonymous += mapping.private
        files.set(mapping.file, Math.max(files.get(mapping.file) ?? 0, mapping.rss - mapping.private))
      }
    }
  }
  const mapped = [...files.values()].reduce((sum, size) => sum + size, 0)
  return { pss: pss / 1024, alone: (anonymous + mapped) / 1024, processes: pids.length }
}

interface Mapping {
  /** Path and offset of a mapped file. */
  readonly file: string | undefined
  readonly rss: number
  readonly pss: number
  /** Written to, and so not shared with anyone. */
  readonly private: number
}

/** In kB. */
function* mappings(pid: number): Generator<Mapping> {
  const text = readFileSync(`/proc/${pid}/smaps`, 'utf8')
  for (const block of text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const [, offset, inode, path] = /^\S+ \S+ (\S+) \S+ (\d+)[ \t]*(.*)/.exec(block) ?? []
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(block)?.[1] ?? 0)
    const shared = inode !== '0' && path !== undefined && !/^\/(dev|memfd)/.test(path)
    yield { file: shared ? `${path}@${offset}` : undefined, rss: field('Rss'), pss: field('Pss'), private: field('Anonymous') }
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

function parentOf(pid: string): number | undefined {
  try {
    // The program's name, in parentheses, may hold anything.
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
