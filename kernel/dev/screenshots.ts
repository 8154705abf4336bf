/** `npm run screenshots`: the README's pictures, of cells that were really run. Needs a Chromium (or CHROMIUM=path). */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { executeNotebook } from '../cli/execute-notebook.ts'
import { installation } from '../cli/installation.ts'
import { launchKernel } from '../cli/launch-kernel.ts'
import { parseNotebook } from '../report/parse-notebook.ts'
import { renderReport } from '../report/render-report.ts'

const CELLS = [
  `function isPrime(n: number) {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return n > 1
}`,
  `%%pool -w 2 -n 8 -o found
let primes = 0
for (let n = index * 50_000; n < (index + 1) * 50_000; n++) if (isPrime(n)) primes++
console.log(\`range \${index}: \${primes} primes\`)
primes`,
  `found.reduce((sum, primes) => sum + primes)   // number[], from the pool`,
  `const oops: string = found[0]`,
  `%%scale -n 16 --over inline,thread,process -r 7 --title "Counting primes"
let primes = 0
for (let n = index * 50_000; n < (index + 1) * 50_000; n++) if (isPrime(n)) primes++
primes`,
]

const browserPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  path => path !== undefined && existsSync(path),
)
if (browserPath === undefined) throw new Error('no Chromium found: install it, or set CHROMIUM to its path')

const cells = CELLS.map((source, index) => ({
  cell_type: 'code',
  id: `c${index}`,
  metadata: {},
  execution_count: null,
  outputs: [],
  source,
}))
const metadata = {
  kernelspec: { name: 'tsloom', display_name: 'TypeScript (tsloom)', language: 'typescript' },
  language_info: { name: 'typescript' },
}
const notebook = parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }), 'screenshots.ipynb')

const folder = mkdtempSync(join(tmpdir(), 'tsloom-screenshots-'))
const target = join(installation.root, 'notebooks', 'screenshots')
mkdirSync(target, { recursive: true })
try {
  const { notebook: executed } = await executeNotebook(notebook, {
    launch: launchKernel,
    directory: folder,
    signal: new AbortController().signal,
    allowErrors: true,
  })
  const page = join(folder, 'page.html')
  writeFileSync(page, await renderReport(executed, { title: 'tsloom' }))
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const view = await browser.newPage({ colorScheme, viewport: { width: 900, height: 900 }, deviceScaleFactor: 1.5 })
      await view.goto(`file://${page}`)
      await view.waitForSelector('.js-plotly-plot .main-svg')
      await view.addStyleTag({ content: '.bar, footer, header { display: none !important }' })
      const [first, last] = [
        await view.locator('details.source').first().boundingBox(),
        await view.locator('details.source').last().boundingBox(),
      ]
      const box = await view.locator('main').boundingBox()
      if (!first || !last || !box) throw new Error('the page has no cells')
      const clip = (y: number, height: number) => ({ x: box.x - 16, y, width: box.width + 32, height })
      await view.screenshot({ path: join(target, `cells-${colorScheme}.png`), fullPage: true, clip: clip(first.y - 12, last.y - first.y) })
      await view.screenshot({
        path: join(target, `scale-${colorScheme}.png`),
        fullPage: true,
        clip: clip(last.y - 12, box.y + box.height - last.y),
      })
      await view.close()
    }
  } finally {
    await browser.close()
  }
  console.log(target)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
