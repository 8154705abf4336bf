/** Where the cells lie as files: a private directory in memory, shaped so that imports resolve as from the notebook's folder. */

import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, parse } from 'node:path'

export interface ProjectDirectory {
  /** All that is ours lies under here. */
  readonly root: string
  /** Stands for the notebook's folder: cells lie here, so `../x.ts` and packages of any folder above are found. */
  readonly cells: string
  /** The file system's root as seen from `cells`: TypeScript's `rootDirs` overlays it with the real one. */
  readonly mirror: string
  readonly notebook: string
  /** Idempotent. */
  remove(): void
}

const prefix = 'tsloom-types-'

export function createProjectDirectory(notebook: string, base: string = memoryDirectory()): ProjectDirectory {
  // mkdtemp makes it for this user only (0700).
  const root = mkdtempSync(join(base, `${prefix}${processNamespace()}-${process.pid}-`))
  const mirror = join(root, 'mirror')
  const filesystemRoot = parse(notebook).root
  const cells = join(mirror, notebook.slice(filesystemRoot.length))
  mkdirSync(cells, { recursive: true })
  linkPackages(mirror, notebook, filesystemRoot)
  return { root, cells, mirror, notebook, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** The notebook's own folder is linked even before it has packages: `npm install` in a cell may create them. */
function linkPackages(mirror: string, notebook: string, filesystemRoot: string): void {
  for (let folder = notebook; ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules')
    if (folder === notebook || existsSync(packages))
      symlinkSync(packages, join(mirror, folder.slice(filesystemRoot.length), 'node_modules'), 'dir')
    if (folder === filesystemRoot || folder === dirname(folder)) return
  }
}

function memoryDirectory(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}

/** A process id means something only within its namespace, and containers may share /dev/shm. */
function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'
  } catch {
    return '0'
  }
}

/** A kernel that was killed could not remove its directory: the next one does. */
export async function removeStaleDirectories(base: string = memoryDirectory()): Promise<void> {
  const own = `${prefix}${processNamespace()}-`
  const names = await readdir(base).catch(() => [])
  for (const name of names) {
    const pid = name.startsWith(own) ? Number.parseInt(name.slice(own.length), 10) : Number.NaN
    if (pid > 0 && !isAlive(pid)) await rm(join(base, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: somebody else's process, alive.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
