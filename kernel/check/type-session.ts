/** The type server with its files, for as long as the kernel lives: opened early, started anew when it dies. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { absolutePaths, defaultsFile, ignoredOptions, type Paths, userConfigFile, writeConfig } from './compiler-options.ts'
import { openProgram, type Program, parseUserConfig } from './program.ts'
import { createProjectDirectory, type ProjectDirectory, removeStaleDirectories } from './project-directory.ts'
import { createSlots, type Slots, scratchSlot } from './slots.ts'
import { stageProgram } from './staged-program.ts'
import { type MemoryLimit, ServerGone, spawnTypeServer, type TypeServer } from './type-server.ts'

export interface TypeSessionOptions {
  /** The notebook's folder. */
  readonly directory: string
  /** What the user should know, once: options that are not followed, a checker that is not there. */
  readonly notice: (text: string) => void
  /** For tests: a stand-in for tsc, where its files go, and its memory limits. */
  readonly executable?: string
  readonly limits?: readonly number[]
  readonly base?: string
}

export interface TypeSession {
  readonly project: ProjectDirectory
  readonly slots: Slots
  /** Of the server that runs now. */
  readonly pid: number | undefined
  readonly notice: (text: string) => void
  /** The notices since the last call. */
  takeNotices(): readonly string[]
  /**
   * Runs the work, once more with a new server if the first one dies. `undefined`: it died again, took longer than
   * `deadline` (ms), or no server can be had.
   */
  withProgram<T>(work: (program: Program) => Promise<T>, deadline: number): Promise<T | undefined>
  /** Follows tslab's laxer rules from now on. */
  relax(): Promise<void>
  /** Gives the server more memory when the notebook's types have outgrown the lean limit. Call it between requests. */
  growIfNeeded(): void
  close(): Promise<void>
}

/**
 * Memory limits, one after the other, in MB. What lives of a notebook with Node's types and tsloom's is 33 to 37 MB, what is not heap
 * 10; a limit close to that would make every check collect. The second is for a few packages with types of their own.
 */
const memoryLimits = [58, 96]
/** At its limit the server keeps this side of it (0.92 measured); beyond, what lives no longer fits and every check collects. */
const grownShare = 0.95
/** A limit is skipped when more of it than this is in use already: it would soon be outgrown, too, and each change reads all types again. */
const roomyShare = 0.75

/** More deaths than this without a success between them, and cells run unchecked. */
const maxFailures = 4

export function startTypeServer(options: TypeSessionOptions): TypeSession {
  const unread: string[] = []
  const notice = (text: string): void => {
    unread.push(text)
    options.notice(text)
  }
  const project = createProjectDirectory(resolve(options.directory), options.base)
  const userFile = userConfigFile(project.notebook)
  const limits = process.platform === 'linux' ? (options.limits ?? memoryLimits) : []
  let memory: MemoryLimit = limits[0]
  // Before anything is written: the process loads meanwhile.
  let server = spawn()
  const slots = createSlots(project.cells)
  let userPaths: Paths | undefined
  let reported = false
  let lax = false
  let failures = 0
  let closed = false
  let unavailable = false
  // A tsconfig.json may name its own types.
  let staged = userFile === undefined
  let program = open()
  // Not urgent, and the start has better things to do.
  setTimeout(() => void removeStaleDirectories(options.base), 2000).unref()

  function spawn(): TypeServer {
    return spawnTypeServer({ cwd: project.root, memory, ...(options.executable ? { executable: options.executable } : {}) })
  }

  function open(): Promise<Program> {
    const opened = openWith(server)
    // Whoever awaits it learns of the failure; nobody may.
    opened.catch(() => {})
    return opened
  }

  async function openWith(opening: TypeServer): Promise<Program> {
    // A server that is gone says so at the next request, too.
    opening.request('initialize', null).catch(() => {})
    // Let the caller start its next process first: this one is still loading.
    await null
    if (slots.free === 0) slots.open(new Set())
    if (userFile && !userPaths) userPaths = await readUserConfig(opening, userFile)
    const opened = await openProgram(opening, configure())
    if (userFile && !reported) await reportConfig(opened)
    if (!staged) return opened
    return stageProgram(opened, async () => {
      staged = false
      await opened.update({ changed: [configure(), defaultsFile(project)] })
    })
  }

  function configure(): string {
    const user = userFile && userPaths ? { user: { file: userFile, paths: userPaths } } : {}
    return writeConfig({ project, rootFile: slots.file(scratchSlot), lax, nodeTypes: !staged, ...user })
  }

  async function reportConfig(opened: Program): Promise<void> {
    const problems = await opened.configDiagnostics()
    reported = true
    if (problems.length > 0) notice(`tsconfig.json: ${problems.map(({ text }) => text).join(' ')}`)
  }

  async function readUserConfig(opening: TypeServer, file: string): Promise<Paths | undefined> {
    try {
      const parsed = await parseUserConfig(opening, file)
      const ignored = ignoredOptions(parsed)
      if (ignored.length > 0) notice(`tsconfig.json: ${ignored.join(', ')} cannot be followed in a notebook; the other options are.`)
      return absolutePaths(parsed)
    } catch (error) {
      if (error instanceof ServerGone) throw error
      notice(`${file} is not used: ${(error as Error).message}`)
      return undefined
    }
  }

  function restart(): void {
    server = spawn()
    program = open()
  }

  async function attempt<T>(work: (program: Program) => Promise<T>, deadline: number): Promise<{ value: T } | 'died' | 'late'> {
    const used = server
    let late = false
    const timer = setTimeout(() => {
      late = true
      void used.close()
    }, deadline)
    try {
      const value = await work(await program)
      failures = 0
      return { value }
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error
      failures++
      if (closed || failures > maxFailures) giveUp(error.message)
      else if (used === server) restart()
      return late ? 'late' : 'died'
    } finally {
      clearTimeout(timer)
    }
  }

  function giveUp(reason: string): void {
    if (!unavailable && !closed) notice(`Types are not checked any more: ${reason}`)
    unavailable = true
  }

  return {
    project,
    slots,
    get pid() {
      return server.pid
    },
    notice,
    takeNotices: () => unread.splice(0),
    async withProgram(work, deadline) {
      for (let attempts = 0; attempts < 2 && !unavailable && !closed; attempts++) {
        const outcome = await attempt(work, deadline)
        if (outcome === 'late') return undefined
        if (outcome !== 'died') return outcome.value
      }
      return undefined
    },
    async relax() {
      if (lax) return
      lax = true
      if (unavailable) return
      const old = server
      restart()
      await old.close()
    },
    growIfNeeded() {
      if (memory === undefined || unavailable || closed) return
      const resident = residentMegabytes(server.pid)
      const outgrown = memory
      if (resident < outgrown * grownShare) return
      memory = limits.find(limit => limit > outgrown && resident < limit * roomyShare)
      const old = server
      restart()
      void old.close()
    },
    async close() {
      closed = true
      await server.close()
      project.remove()
    },
  }
}

/** Memory of its own, without the mapped binary. 0 where the system does not tell. */
function residentMegabytes(pid: number | undefined): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
