/** Says that what a worker writes to captured variables does not come back. */

import { types } from 'node:util'
import { environment, type Owner } from '../environment.ts'
import type { CapturedWrite } from './captured-writes.ts'
import { isShareable } from './shareable.ts'
import type { Surroundings } from './surroundings.ts'

/** A write, and where it stands as far as that is known: `In[3]:4:5`. */
export interface PlacedWrite extends CapturedWrite {
  readonly place: string | undefined
}

/** What was said already, for the cell of the moment. */
export interface WriteMentions {
  owner: Owner | undefined
  readonly texts: Set<string>
}

/** Once for each place in a cell. */
export function mentionWrites(writes: readonly PlacedWrite[], where: 'task' | 'server', mentions: WriteMentions): void {
  const owner = environment().owner()
  if (mentions.owner !== owner) {
    mentions.owner = owner
    mentions.texts.clear()
  }
  for (const write of writes) {
    const text = where === 'task' ? ofTask(write) : ofServer(write)
    if (mentions.texts.has(text)) continue
    mentions.texts.add(text)
    environment().warn(text)
  }
}

function ofTask({ name, text, place }: PlacedWrite): string {
  return `${at(place)}${text} changes the worker's own copy of ${name}, which does not come back; return the value instead, or share it: SharedArray, AtomicCounter, Channel`
}

function ofServer({ name, text, place }: PlacedWrite): string {
  return `${at(place)}${text} changes the copy of ${name} that each worker process has for itself; keep what all share outside of the workers, or serve without them`
}

function at(place: string | undefined): string {
  return place === undefined ? '' : `${place}: `
}

/** With where they stand. Not those to memory that is shared, nor to names that the worker has itself. */
export function placed(writes: readonly CapturedWrite[], { location, find }: Surroundings): PlacedWrite[] {
  const copies = writes.filter(({ name }) => {
    const place = find(name)
    return place !== undefined && place.kind !== 'import' && !isShared(place.value)
  })
  return copies.map(write => ({
    ...write,
    place:
      location === undefined
        ? undefined
        : `${location.file}:${location.line + write.line + 1}:${write.column + (write.line === 0 ? location.column : 0) + 1}`,
  }))
}

function isShared(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isShareable(value) || (ArrayBuffer.isView(value) && types.isSharedArrayBuffer(value.buffer))
}
