import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export const browserPath = candidates.find(path => path !== undefined && existsSync(path))

/** Where no browser is installed these tests say so and are skipped; on the build machine that is a failure. */
export const browserOptions =
  browserPath === undefined && process.env.CI !== 'true' ? { skip: 'no Chromium found; set CHROMIUM to its path' } : {}

export interface OpenPage {
  readonly page: Page
  /** What the page asked for beyond itself and its own data. */
  readonly requests: readonly string[]
  /** Errors and warnings in the console, and uncaught exceptions. */
  readonly complaints: readonly string[]
}

export async function openPage(t: TestContext, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  if (browserPath === undefined) throw new Error('no Chromium found: install it, or set CHROMIUM to its path')
  const browser: Browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
  t.after(() => browser.close())
  const page = await (await browser.newContext(options)).newPage()
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', request => {
    if (!/^(?:data|blob|about):/.test(request.url()) && request.url() !== `file://${file}`) requests.push(request.url())
  })
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.goto(`file://${file}`)
  return { page, requests, complaints }
}
