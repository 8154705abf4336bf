import { existsSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { PACKED_PLOTLY } from '../report/plotly-library.ts'
import { makeFolder } from './make-folder.ts'

export const templateDirectory = (dataDirectory: string): string => join(dataDirectory, 'nbconvert', 'templates', 'tsloom')

/** `jupyter nbconvert --to html --template tsloom`: the lab template, with figures drawn offline. */
export async function installTemplate(dataDirectory: string, share: string): Promise<void> {
  const folder = templateDirectory(dataDirectory)
  await makeFolder(join(folder, 'static'))
  await cp(join(share, 'nbconvert', 'tsloom'), folder, { recursive: true })
  await writeFile(join(folder, 'static', 'plotly.js'), await promisify(gunzip)(await readFile(PACKED_PLOTLY)))
}

/** False when there is none. */
export async function uninstallTemplate(dataDirectory: string): Promise<boolean> {
  const folder = templateDirectory(dataDirectory)
  if (!existsSync(folder)) return false
  await rm(folder, { recursive: true })
  return true
}
