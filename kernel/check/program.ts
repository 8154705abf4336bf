/** The notebook as one TypeScript program: what the checker asks of the server, in terms of files. */

import { ServerGone, type TypeServer } from './type-server.ts'

export interface RawDiagnostic {
  readonly pos: number
  readonly end: number
  readonly code: number
  /** 0 warning, 1 error, 2 suggestion, 3 message. */
  readonly category: number
  readonly text: string
  readonly messageChain?: readonly RawDiagnostic[]
}

/** Files that are not named are taken as unchanged. */
export type Changes =
  | { readonly changed?: readonly string[]; readonly created?: readonly string[]; readonly deleted?: readonly string[] }
  | { readonly invalidateAll: true }

export interface Program {
  update(changes: Changes): Promise<void>
  /** What is wrong with a file, after the changes. */
  check(file: string, changes?: Changes): Promise<readonly RawDiagnostic[]>
  /** What is wrong with the files that make up the configuration. */
  configDiagnostics(): Promise<readonly RawDiagnostic[]>
  fileNames(): Promise<readonly string[]>
  /** Any other question about the program as it is now. */
  query(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown>
}

interface Snapshot {
  readonly snapshot: number
  readonly projects: readonly { readonly id: string }[]
}

export async function openProgram(server: TypeServer, config: string): Promise<Program> {
  let current = (await server.request('updateSnapshot', { openProjects: [config] })) as Snapshot
  const query = (method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> =>
    server.request(method, { snapshot: current.snapshot, project: current.projects[0]?.id, ...params })

  async function update(changes: Changes): Promise<void> {
    const previous = current.snapshot
    current = (await server.request('updateSnapshot', { fileChanges: changes })) as Snapshot
    // Nothing waits for it: requests are answered in order.
    server.request('release', { snapshot: previous }).catch(() => {})
  }

  async function diagnostics(file: string, snapshot = current.snapshot): Promise<readonly RawDiagnostic[]> {
    return ((await query('getSemanticDiagnostics', { file, snapshot })) ?? []) as readonly RawDiagnostic[]
  }

  return {
    update,
    async check(file, changes) {
      if (!changes) return diagnostics(file)
      // Asked together with the change, before its number is known: the server need not be woken twice.
      const expected = current.snapshot + 1
      const updated = update(changes)
      const early = diagnostics(file, expected).catch((error: unknown) => error)
      await updated
      const found = await early
      if (found instanceof ServerGone) throw found
      return found instanceof Error || current.snapshot !== expected ? diagnostics(file) : (found as readonly RawDiagnostic[])
    },
    configDiagnostics: async () => ((await query('getConfigFileParsingDiagnostics', {})) ?? []) as readonly RawDiagnostic[],
    fileNames: async () => ((await query('getSourceFileNames', {})) ?? []) as readonly string[],
    query,
  }
}

export async function parseUserConfig(server: TypeServer, file: string): Promise<Readonly<Record<string, unknown>>> {
  return ((await server.request('parseConfigFile', { file })) as { options: Record<string, unknown> }).options
}
