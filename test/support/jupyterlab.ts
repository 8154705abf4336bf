/** A real JupyterLab with this kernel and its extension, and a browser that looks at it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { install } from '../../kernel/cli/install.ts'
import { type PythonEnvironment, pythonEnvironment, pythonIfAny } from '../../kernel/dev/python-environment.ts'
import { browserPath } from './chromium.ts'
import { recordedCli } from './cli-context.ts'
import { projectRoot } from './project-root.ts'
import { privateJupyter } from './python.ts'

/** Screenshots stay here after the tests, to be looked at. */
const pictures = join(projectRoot, 'test-artifacts/jupyterlab')

const missing = [...(pythonIfAny() ? [] : ['python3']), ...(browserPath ? [] : ['Chromium (set CHROMIUM to its path)'])]
/** Without these the tests say so and are skipped; on the build machine that is a failure. */
export const labOptions = missing.length > 0 && process.env.CI !== 'true' ? { skip: `not found: ${missing.join(', ')}` } : {}

export interface LabNotebook {
  readonly page: Page
  /** Failures in the page: uncaught exceptions, and errors in the console that name us. */
  readonly complaints: readonly string[]
  /** The code cell number `index`, from 0. */
  cell(index: number): Locator
  command(id: string, args?: object): Promise<void>
  /** Resolves when every cell has been run, or one has failed. */
  runAll(): Promise<void>
  /** Outputs that are errors, as text. What is only printed to stderr is none. */
  errors(): Promise<string[]>
  screenshot(name: string): Promise<void>
}

export interface Lab {
  /** Opens a notebook that lies in the server's folder, its kernel idle. */
  open(path: string): Promise<LabNotebook>
  close(): Promise<void>
}

export interface LabOptions {
  /** Whether our JupyterLab extension is there; default true. */
  readonly extension?: boolean
}

export async function startLab(folder: string, notebooks: string, { extension = true }: LabOptions = {}): Promise<Lab> {
  buildExtension()
  const environment = pythonEnvironment(join(projectRoot, 'kernel/dev/lab-requirements.txt'), join(projectRoot, '.venv'))
  await install({ name: 'tsloom', prefix: folder }, recordedCli(folder))
  if (!extension) rmSync(join(folder, LABEXTENSIONS), { recursive: true })
  const server = await startServer(environment, folder, notebooks)
  const browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  return {
    open: path => openNotebook(browser, `${server.url}/lab/tree/${path}?reset`),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** One for all tests of a file. */
export function labFor(test: TestContext, folder: string, notebooks: string, options: LabOptions = {}): Promise<Lab> {
  const lab = startLab(folder, notebooks, options)
  test.after(async () => (await lab).close())
  return lab
}

const LABEXTENSIONS = 'share/jupyter/labextensions'

function buildExtension(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'dist/kernel/dev/build-labextension.js')], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the JupyterLab extension could not be built\n${stderr}`)
}

/** What Lab would ask, and what would hide cells from a picture, is switched off. */
const SETTINGS = {
  'apputils-extension/notification': { fetchNews: 'false' },
  'notebook-extension/tracker': { windowingMode: 'none' },
}

async function startServer(
  { executable }: PythonEnvironment,
  folder: string,
  notebooks: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const settings = join(folder, 'settings')
  for (const [name, value] of Object.entries(SETTINGS)) {
    const file = join(settings, '@jupyterlab', `${name}.jupyterlab-settings`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(value))
  }
  const args = [
    'lab',
    '--no-browser',
    '--expose-app-in-browser',
    '--ip=127.0.0.1',
    '--port=0',
    '--ServerApp.token=',
    '--ServerApp.password=',
    `--LabApp.extra_labextensions_path=${join(folder, LABEXTENSIONS)}`,
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
  ]
  const env = {
    ...process.env,
    ...privateJupyter(folder),
    JUPYTERLAB_SETTINGS_DIR: settings,
    JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces'),
  }
  const server = spawn(executable('jupyter'), args, { cwd: notebooks, env, stdio: ['ignore', 'ignore', 'pipe'] })
  return { url: await addressOf(server), close: () => ended(server) }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const url = /is running at:[^]*?(http:\/\/127\.0\.0\.1:\d+)\/lab/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`JupyterLab did not start; it said:\n${said}`)))
  })
}

/** It ends its kernels first. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const exited = new Promise(resolve => server.once('exit', resolve))
  const impatient = setTimeout(() => server.kill('SIGKILL'), 10_000)
  server.kill('SIGTERM')
  await exited
  clearTimeout(impatient)
}

async function openNotebook(browser: Browser, url: string): Promise<LabNotebook> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    const names = `${message.text()} ${message.location().url}`
    if (message.type() === 'error' && /tsloom|plotly/i.test(names)) complaints.push(message.text())
  })
  await page.goto(url)
  await page.waitForFunction('globalThis.jupyterapp?.restored')
  // The indicator says idle also while there is no kernel yet.
  await page.waitForFunction(`jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'`)
  const command = async (id: string, args: object = {}): Promise<void> => {
    // Some resolve only when what they started has ended.
    await page.evaluate(`void jupyterapp.commands.execute(${JSON.stringify(id)}, ${JSON.stringify(args)})`)
  }
  return {
    page,
    complaints,
    cell: index => page.locator('.jp-Notebook .jp-CodeCell').nth(index),
    command,
    async runAll() {
      await command('notebook:run-all-cells')
      await page.waitForFunction(NONE_WAITS, undefined, { timeout: 150_000 })
    },
    errors: async () => (await page.evaluate(ERRORS)) as string[],
    screenshot: async name => {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    },
  }
}

/** As text: it runs in the page. `[*]:` waits or runs; an error takes the star from the cells below as well. */
const NONE_WAITS = `(() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent)
  return prompts.some(prompt => /\\d/.test(prompt)) && !prompts.some(prompt => prompt.includes('*'))
})()`

const ERRORS = `jupyterapp.shell.currentWidget.content.model.toJSON().cells
  .flatMap(({ outputs = [] }) => outputs)
  .filter(({ output_type }) => output_type === 'error')
  .map(({ ename, evalue }) => ename + ': ' + evalue)`
