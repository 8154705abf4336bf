/** Files in memory that carry bytes between a host and its process, in a folder that only this user may look into. */

import { randomUUID } from 'node:crypto'
import { closeSync, constants, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, rmSync, unlink, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clearTimeout, setTimeout } from 'node:timers'
import { processNamespace, sweepFolders } from './stale-folders.ts'

const PREFIX = 'tsloom-arrays-'

/** Milliseconds for which a file is kept to be written again. */
const KEPT = 1000

/** One per worker process, at either end of it. A file belongs to who received it last: to be written again, which is faster than a new one, or removed. */
export class ArrayFiles {
  /** Of the folder; it is made when first needed, in the first place that has room. */
  readonly name: string
  #written = 0
  #spare: { readonly file: string; readonly timer: NodeJS.Timeout } | undefined

  constructor(name: string = `${PREFIX}${processNamespace()}-${process.pid}-${randomUUID()}`) {
    this.name = name
  }

  /** The file's path; undefined where there is no room. */
  write(bytes: Uint8Array): string | undefined {
    for (const file of this.#candidates()) {
      try {
        writeFile(file, bytes)
        return file
      } catch {
        rmSync(file, { force: true })
      }
    }
    return undefined
  }

  read(file: string): Buffer<ArrayBuffer> {
    const bytes = readFile(file)
    const discard = (): void => unlink(file, () => {})
    if (this.#spare !== undefined) discard()
    else {
      const timer = setTimeout(() => {
        this.#spare = undefined
        discard()
      }, KEPT)
      this.#spare = { file, timer: timer.unref() }
    }
    return bytes
  }

  /** With all that was not received. Idempotent. */
  remove(): void {
    clearTimeout(this.#spare?.timer)
    for (const place of places()) rmSync(join(place, this.name), { recursive: true, force: true })
  }

  *#candidates(): Generator<string> {
    const spare = this.#spare
    if (spare !== undefined) {
      clearTimeout(spare.timer)
      this.#spare = undefined
      yield spare.file
    }
    for (const place of places()) {
      const folder = join(place, this.name)
      try {
        if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) sweepFolders(place, PREFIX)
      } catch {
        continue
      }
      yield join(folder, `${process.pid}-${++this.#written}`)
    }
  }
}

function places(): readonly string[] {
  return process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()]
}

function writeFile(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600)
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
    ftruncateSync(fd, bytes.length)
  } finally {
    closeSync(fd)
  }
}

function readFile(file: string): Buffer<ArrayBuffer> {
  const fd = openSync(file, 'r')
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size)
    for (let done = 0, more = -1; done < bytes.length && more !== 0; done += more)
      more = readSync(fd, bytes, done, bytes.length - done, null)
    return bytes
  } finally {
    closeSync(fd)
  }
}
