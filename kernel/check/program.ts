/** The notebook as one TypeScript program: what the checker asks of the server, in terms of files. */

import type { TypeServer } from './type-server.ts'

export interface RawDiagnostic {
  readonly pos: number
  readonly end: number
  readonly code: number
  /** 0 warning, 1 error, 2 suggestion, 3 message. */
  readonly category: number
  readonly text: string
  readonly messageChain?: readonly RawDiagnostic[]
}

export interface Program {
  /** Reads the files again; those that are not named are taken as unchanged. */
  update(
    changes:
      | { readonly changed?: readonly string[]; readonly created?: readonly string[]; readonly deleted?: readonly string[] }
      | { readonly invalidateAll: true },
  ): Promise<void>
  diagnostics(file: string): Promise<readonly RawDiagnostic[]>
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

  return {
    async update(changes) {
      const previous = current.snapshot
      current = (await server.request('updateSnapshot', { fileChanges: changes })) as Snapshot
      // Nothing waits for it: requests are answered in order.
      server.request('release', { snapshot: previous }).catch(() => {})
    },
    diagnostics: async file => ((await query('getSemanticDiagnostics', { file })) ?? []) as readonly RawDiagnostic[],
    configDiagnostics: async () => ((await query('getConfigFileParsingDiagnostics', {})) ?? []) as readonly RawDiagnostic[],
    fileNames: async () => ((await query('getSourceFileNames', {})) ?? []) as readonly string[],
    query,
  }
}

export async function parseUserConfig(server: TypeServer, file: string): Promise<Readonly<Record<string, unknown>>> {
  return ((await server.request('parseConfigFile', { file })) as { options: Record<string, unknown> }).options
}
