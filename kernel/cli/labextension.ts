/** The JupyterLab extension beside the kernelspecs: one, however many kernels are installed. */

import { existsSync } from 'node:fs'
import { cp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { notWritable } from './kernelspec.ts'
import { makeFolder } from './make-folder.ts'

const NAME = 'tsloom'

export function labextensionDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'labextensions', NAME)
}

/** Copies what is built in `source`; false when nothing is (a checkout where `npm run build:lab` never ran). */
export async function installLabextension(directory: string, source: string): Promise<boolean> {
  if (!existsSync(join(source, 'package.json'))) return false
  const fresh = `${directory}.new-${process.pid}`
  try {
    await makeFolder(dirname(directory))
    await cp(source, fresh, { recursive: true })
    await rm(directory, { recursive: true, force: true })
    await rename(fresh, directory)
    return true
  } catch (error) {
    throw notWritable(directory, error)
  } finally {
    await rm(fresh, { recursive: true, force: true }).catch(() => {})
  }
}

/** False when there is none of ours. */
export async function uninstallLabextension(directory: string): Promise<boolean> {
  const manifest = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '{}')
  if ((JSON.parse(manifest) as { readonly name?: string }).name !== NAME) return false
  await rm(directory, { recursive: true }).catch(error => {
    throw notWritable(directory, error)
  })
  return true
}
