import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'
import { installation } from './installation.ts'
import { dataDirectory, type InstallTarget } from './jupyter-paths.ts'
import { hasSpecs, installSpec, kernelDirectory, kernelSpec, uninstallSpec } from './kernelspec.ts'
import { installLabextension, labextensionDirectory, uninstallLabextension } from './labextension.ts'
import { installTemplate, templateDirectory, uninstallTemplate } from './nbconvert-template.ts'

export interface InstallOptions {
  readonly user?: boolean
  readonly prefix?: string
  readonly sysPrefix?: boolean
  readonly name: string
}

export async function install(options: InstallOptions, context: CliContext): Promise<void> {
  const data = dataDirectory(targetOf(options), context)
  const directory = kernelDirectory(data, options.name)
  await installSpec(directory, kernelSpec({ node: process.execPath, main: installation.main }), installation.share)
  await installTemplate(data, installation.share)
  context.stdout.write(`Installed the kernel "${options.name}" in ${directory}\n`)
  const extension = labextensionDirectory(data)
  if (await installLabextension(extension, installation.labextension))
    context.stdout.write(`Installed the JupyterLab extension in ${extension}\n`)
  context.stdout.write(`Installed the nbconvert template in ${templateDirectory(data)}\n`)
}

export async function uninstall(options: InstallOptions, context: CliContext): Promise<void> {
  const data = dataDirectory(targetOf(options), context)
  const directory = kernelDirectory(data, options.name)
  if (!(await uninstallSpec(directory))) throw new CliError(`No kernel "${options.name}" is installed in ${directory}; nothing was removed`)
  context.stdout.write(`Removed the kernel "${options.name}" from ${directory}\n`)
  // Kernels of other names go on using the rest.
  if (await hasSpecs(data)) return
  const extension = labextensionDirectory(data)
  if (await uninstallLabextension(extension)) context.stdout.write(`Removed the JupyterLab extension from ${extension}\n`)
  if (await uninstallTemplate(data)) context.stdout.write(`Removed the nbconvert template from ${templateDirectory(data)}\n`)
}

function targetOf({ prefix, sysPrefix }: InstallOptions): InstallTarget {
  if (prefix !== undefined) return { kind: 'prefix', directory: prefix }
  return { kind: sysPrefix ? 'sys-prefix' : 'user' }
}
