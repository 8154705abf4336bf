/** The tsconfig.json under which cells are checked: our defaults, the notebook's tsconfig.json above them, the kernel's needs on top. */

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { libsOfThisNode, nodeTypesPackage } from './node-lib.ts'
import { packageFolder } from './package-folder.ts'
import type { ProjectDirectory } from './project-directory.ts'

export type Paths = Readonly<Record<string, readonly string[]>>

export interface ConfigOptions {
  readonly project: ProjectDirectory
  readonly rootFile: string
  /** The laxer rules of tslab, for notebooks written for it. */
  readonly lax: boolean
  readonly nodeTypes: boolean
  /** The notebook's tsconfig.json and the `paths` it resolves to. */
  readonly user?: { readonly file: string; readonly paths: Paths }
}

/** Options of a user that would break the kernel: how modules are found and that nothing is written is the kernel's business. */
const kernelOptions = {
  allowImportingTsExtensions: true,
  composite: false,
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  incremental: false,
  inlineSourceMap: false,
  isolatedDeclarations: false,
  module: 'preserve',
  moduleDetection: 'force',
  moduleResolution: 'bundler',
  noEmit: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  outDir: null,
  rewriteRelativeImportExtensions: false,
  rootDir: null,
  target: 'esnext',
  tsBuildInfoFile: null,
  verbatimModuleSyntax: false,
  isolatedModules: false,
} as const

/** Set in nearly every tsconfig.json and without meaning for a cell: not worth a notice. */
const silentlyIgnored = new Set([
  'noEmit',
  'outDir',
  'rootDir',
  'declaration',
  'declarationMap',
  'incremental',
  'composite',
  'tsBuildInfoFile',
  'isolatedModules',
  'target',
  'moduleDetection',
  'allowImportingTsExtensions',
])

const laxOptions = { strict: false, noImplicitAny: false, strictNullChecks: false }

export function userConfigFile(notebook: string): string | undefined {
  const file = join(notebook, 'tsconfig.json')
  return existsSync(file) ? file : undefined
}

/** Which options of the notebook's tsconfig.json are not followed and deserve a word. */
export function ignoredOptions(options: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(options).filter(name => name in kernelOptions && !silentlyIgnored.has(name) && options[name] !== false)
}

/** The `paths` of the notebook's tsconfig.json, still right when another file repeats them. */
export function absolutePaths(options: Readonly<Record<string, unknown>>): Paths {
  const base = String(options.pathsBasePath ?? '')
  const paths = Object.entries((options.paths ?? {}) as Paths)
  return Object.fromEntries(paths.map(([pattern, targets]) => [pattern, targets.map(target => resolve(base, target))]))
}

/** What the config extends, before the notebook's own. */
export function defaultsFile(project: ProjectDirectory): string {
  return join(project.root, 'defaults.json')
}

/** Writes it and returns its path. */
export function writeConfig({ project, rootFile, lax, nodeTypes, user }: ConfigOptions): string {
  const defaults = defaultsFile(project)
  const config = join(project.root, 'tsconfig.json')
  writeFileSync(defaults, JSON.stringify({ compilerOptions: defaultOptions(project, nodeTypes) }))
  const compilerOptions = {
    ...kernelOptions,
    rootDirs: [project.mirror, '/'],
    paths: { ...user?.paths, ...ownPackages() },
    ...(lax ? laxOptions : {}),
  }
  writeFileSync(
    config,
    JSON.stringify({
      extends: [defaults, ...(user ? [user.file] : [])],
      compilerOptions,
      files: [rootFile],
      include: [],
      exclude: [],
      references: [],
    }),
  )
  return config
}

function defaultOptions(project: ProjectDirectory, nodeTypes: boolean): Record<string, unknown> {
  return {
    strict: true,
    lib: libsOfThisNode(),
    types: nodeTypes ? ['node'] : [],
    typeRoots: [linkNodeTypes(project), join(project.notebook, 'node_modules/@types')],
    customConditions: ['node'],
    resolveJsonModule: true,
    allowJs: true,
    skipLibCheck: true,
    // Costs little and spares "Cannot find name 'React'"-like surprises: cells have no JSX.
    jsx: 'preserve',
  }
}

/** `/// <reference types="node" />` of any package then means the types of the running Node, too. */
function linkNodeTypes(project: ProjectDirectory): string {
  const roots = join(project.root, 'types')
  mkdirSync(roots, { recursive: true })
  const link = join(roots, 'node')
  const folder = packageFolder(nodeTypesPackage())
  if (folder !== undefined && !existsSync(link)) symlinkSync(folder, link, 'dir')
  return roots
}

/** `tsloom` in a cell is the tsloom that runs it, and `tslab` the one it brings: whatever the notebook's folder has installed. */
function ownPackages(): Paths {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, string | { types?: string }> }
  const paths: Record<string, string[]> = {}
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'object' && target.types) paths[`tsloom${subpath.slice(1)}`] = [join(root, target.types)]
  }
  const tslab = packageFolder('tslab')
  // Not installed: then importing it is an error like any other.
  if (tslab !== undefined) paths.tslab = [join(tslab, 'dist/public.d.ts')]
  return paths
}
