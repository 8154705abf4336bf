// Makes the working tree ready to run: dependencies as package-lock.json says, dist/ as the sources say.
// Plain JavaScript, because it runs before anything is installed or built.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const sourceFolders = ['kernel', 'src', 'test', 'bench']
const minimumNode = [20, 19]

/**
 * @param {string} root the project's folder
 * @param {{ say?: (line: string) => void, run?: (command: string, args: string[], cwd: string) => number }} [how]
 */
export function prepare(root, { say = line => console.error(line), run = runVisibly } = {}) {
  checkNode(process.versions.node)
  const lacking = lackingPackages(readJson(join(root, 'package-lock.json')), readJson(join(root, 'node_modules/.package-lock.json')))
  if (lacking.length > 0) {
    say(`prepare: installing dependencies (npm install): ${describe(lacking)}`)
    // Not `npm ci`: it refuses a lock file made where the binaries for other platforms could not be seen.
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    if (run(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], root) !== 0)
      throw new Error('npm install failed; its output is above')
  }
  const stampFile = join(root, 'dist/.built-from')
  const fingerprint = fingerprintOf(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint) return
  say('prepare: compiling TypeScript into dist/')
  // Not npx tsc: node_modules/.bin/tsc belongs to tslab's older TypeScript.
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  if (run(process.execPath, [compiler, '-p', 'tsconfig.json'], root) !== 0)
    throw new Error('the sources do not compile; the errors are above')
  removeOrphans(root)
  if (run(process.execPath, [join(root, 'dist/kernel/dev/bundle-kernel.js')], root) !== 0)
    throw new Error('the kernel could not be bundled; the error is above')
  if (run(process.execPath, [join(root, 'dist/kernel/dev/pack-plotly.js')], root) !== 0)
    throw new Error('Plotly could not be packed; the error is above')
  if (run(process.execPath, [join(root, 'dist/kernel/dev/copy-figure-font.js')], root) !== 0)
    throw new Error('the font of figures could not be copied; the error is above')
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(`${stampFile}.new`, fingerprint)
  renameSync(`${stampFile}.new`, stampFile)
}

/** @param {string} version */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return
  throw new Error(`tsloom needs Node ${minimumNode.join('.')} or newer; this is ${version} (${process.execPath})`)
}

/**
 * What package-lock.json asks for and npm's own record of node_modules does not have.
 * @returns {string[]} package names; ['everything'] when nothing is installed
 */
export function lackingPackages(wanted, installed) {
  if (installed === undefined) return ['everything']
  return Object.entries(wanted.packages)
    .filter(([path, entry]) => {
      const present = installed.packages[path]
      // An optional package is absent where it is for another platform.
      return path !== '' && (present === undefined ? !entry.optional && !entry.devOptional : present.version !== entry.version)
    })
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

function describe(names) {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

/** Changes when a source file is edited, added or removed, or when the compiler or its options change. */
function fingerprintOf(root) {
  const hash = createHash('sha256')
  for (const file of ['tsconfig.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)))
  for (const folder of sourceFolders) {
    for (const file of filesUnder(join(root, folder))) {
      if (!file.endsWith('.ts')) continue
      const { mtimeMs, size } = statSync(file)
      hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`)
    }
  }
  return hash.digest('hex')
}

/** A test whose source is gone must not go on running from dist/. */
function removeOrphans(root) {
  for (const folder of sourceFolders) {
    for (const file of filesUnder(join(root, 'dist', folder))) {
      const source = relative(join(root, 'dist'), file).replace(/(\.d\.ts|\.js)$/, '.ts')
      if (source.endsWith('.ts') && !existsSync(join(root, source))) rmSync(file)
    }
  }
}

function* filesUnder(folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* filesUnder(join(folder, entry.name))
    else if (entry.isFile()) yield join(folder, entry.name)
  }
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function runVisibly(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell: command.endsWith('.cmd') })
  if (error) throw error
  return status ?? 1
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    prepare(resolve(dirname(fileURLToPath(import.meta.url)), '../..'))
  } catch (error) {
    console.error(`prepare: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}
