import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from './cli-error.ts'
import { makeFolder } from './make-folder.ts'

/** The content of a kernel.json. */
export interface KernelSpec {
  readonly argv: readonly string[]
  readonly display_name: string
  readonly language: string
  readonly interrupt_mode: 'message' | 'signal'
  readonly env: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, unknown>>
}

export const defaultKernelName = 'tsloom'

/** Certificates for user code cost Node 20 about 45 ms per start, so the kernel process starts without; the session gives them back. */
export const startWithoutExtraCertificates: Readonly<Record<string, string>> = {
  NODE_EXTRA_CA_CERTS: '',
  // Jupyter fills it in; where the variable is not set the text stays as it is.
  TSLOOM_NODE_EXTRA_CA_CERTS: '${NODE_EXTRA_CA_CERTS}',
}

/** A spec that starts this installation: `main` is its kernel/main.cjs, `node` the Node that runs it. */
export function kernelSpec({ node, main }: { readonly node: string; readonly main: string }): KernelSpec {
  return {
    argv: [node, main, '--connection-file', '{connection_file}'],
    display_name: 'TypeScript (tsloom)',
    language: 'typescript',
    interrupt_mode: 'message',
    env: startWithoutExtraCertificates,
    metadata: { debugger: false },
  }
}

export function kernelDirectory(dataDirectory: string, name: string): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new CliError(`--name ${JSON.stringify(name)}: Jupyter allows only letters, digits, ".", "_" and "-" in a kernel's name`)
  }
  return join(dataDirectory, 'kernels', name.toLowerCase())
}

/** Writes the spec with its logos; a front end that looks meanwhile sees the old folder or the new one, never a part. */
export async function installSpec(directory: string, spec: KernelSpec, share: string): Promise<void> {
  const fresh = `${directory}.new-${process.pid}`
  const old = `${directory}.old-${process.pid}`
  try {
    await makeFolder(fresh)
    for (const logo of ['logo-svg.svg', 'logo-32x32.png', 'logo-64x64.png']) await cp(join(share, logo), join(fresh, logo))
    await writeFile(join(fresh, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`)
    if (existsSync(directory)) await rename(directory, old)
    await rename(fresh, directory)
  } catch (error) {
    if (existsSync(old) && !existsSync(directory)) await rename(old, directory)
    throw notWritable(directory, error)
  } finally {
    await rm(fresh, { recursive: true, force: true }).catch(() => {})
    await rm(old, { recursive: true, force: true }).catch(() => {})
  }
}

/** Removes the spec in `directory`; false when there is none. A spec of another kernel is left alone. */
export async function uninstallSpec(directory: string): Promise<boolean> {
  const spec = await readSpec(directory)
  if (spec === undefined) return false
  if (!startsTsloom(spec)) throw new CliError(`${directory} belongs to another kernel (${spec.display_name}); nothing was removed`)
  await rm(directory, { recursive: true }).catch(error => {
    throw notWritable(directory, error)
  })
  return true
}

/** Whether kernels of ours, by whatever name, are installed there. */
export async function hasSpecs(dataDirectory: string): Promise<boolean> {
  const names = await readdir(join(dataDirectory, 'kernels')).catch(() => [])
  const specs = await Promise.all(names.map(name => readSpec(join(dataDirectory, 'kernels', name)).catch(() => undefined)))
  return specs.some(spec => spec !== undefined && startsTsloom(spec))
}

export async function readSpec(directory: string): Promise<KernelSpec | undefined> {
  const file = join(directory, 'kernel.json')
  if (!existsSync(file)) return undefined
  const text = await readFile(file, 'utf8')
  try {
    const spec: KernelSpec = JSON.parse(text)
    if (Array.isArray(spec.argv)) return spec
  } catch {
    // Falls through: told as one kind of problem.
  }
  throw new CliError(`${file} is not a kernelspec; remove it and run "tsloom install" again`)
}

function startsTsloom(spec: KernelSpec): boolean {
  return spec.argv.some(argument => /[\\/]kernel[\\/]main\.c?js$/.test(argument))
}

export function notWritable(directory: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const advice = code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? '; choose a place of yours with --user or --prefix DIR' : ''
  return new CliError(`${directory} cannot be written: ${error instanceof Error ? error.message : String(error)}${advice}`, {
    cause: error,
  })
}
