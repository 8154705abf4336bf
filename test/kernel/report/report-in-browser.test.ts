import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Notebook } from '../../../kernel/report/notebook.ts'
import { readNotebook } from '../../../kernel/report/read-notebook.ts'
import { renderReport } from '../../../kernel/report/render-report.ts'
import { plot } from '../../../src/display/plot.ts'
import { browserOptions, openPage } from '../../support/chromium.ts'
import { until } from '../../support/until.ts'
import { code, display, figure, markdown, notebook } from './notebooks.ts'
import { showcase } from './showcase.ts'

async function saved(t: TestContext, input: Notebook): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tsloom-report-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'report.html')
  await writeFile(file, await renderReport(input))
  return file
}

const drawn = 'html[data-figures=drawn]'

test('a report opens offline: figures are drawn, nothing is asked for, the console stays empty', browserOptions, async t => {
  const { page, requests, complaints } = await openPage(t, await saved(t, await readNotebook(showcase)), { offline: true })
  await page.waitForSelector(drawn)
  assert.equal(await page.locator('.figure .main-svg').first().isVisible(), true)
  assert.equal(await page.locator('.figure .js-plotly-plot').count(), 3)
  assert.equal(await page.locator('.katex').first().isVisible(), true)
  assert.equal(await page.title(), 'Threads in TypeScript')
  assert.deepEqual(requests, [])
  assert.deepEqual(complaints, [])
})

test('HTML that borrows the names of the page breaks nothing in it', browserOptions, async t => {
  const mimic = markdown(
    '# T\n<div class="figure">a</div><details class="source"><summary>b</summary></details><nav>c</nav><p class="menu theme fold-all">d</p>',
  )
  const { page, complaints } = await openPage(t, await saved(t, notebook(mimic, code('1', [figure()]))))
  await page.waitForSelector(drawn)
  assert.equal(await page.locator('.js-plotly-plot .main-svg').first().isVisible(), true)
  await page.getByRole('button', { name: 'Theme' }).click()
  assert.deepEqual(complaints, [])
})

test('code folds cell by cell and all at once, also by keyboard', browserOptions, async t => {
  const { page } = await openPage(t, await saved(t, notebook(code('first'), code('second', [], ['hide-input']))))
  const [first, second] = [page.getByText('first'), page.getByText('second')]
  const all = page.getByRole('button', { name: /code/ })
  assert.deepEqual([await first.isVisible(), await second.isVisible(), await all.textContent()], [true, false, 'Hide code'])
  await page.locator('summary').nth(1).press('Enter')
  assert.equal(await second.isVisible(), true)
  await all.press('Enter')
  assert.deepEqual([await first.isVisible(), await second.isVisible(), await all.textContent()], [false, false, 'Show code'])
  await all.click()
  assert.deepEqual([await first.isVisible(), await second.isVisible()], [true, true])
})

test('light and dark follow the system, then the button, and figures follow both', browserOptions, async t => {
  const { page } = await openPage(t, await saved(t, notebook(code('1', [figure()]))), { colorScheme: 'dark' })
  await page.waitForSelector(drawn)
  const colours = () =>
    page.evaluate<string[]>(
      `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.xtick text')).fill]`,
    )
  const dark = await colours()
  await page.getByRole('button', { name: 'Theme: auto' }).click()
  await until(page, `getComputedStyle(document.querySelector('.xtick text')).fill !== ${JSON.stringify(dark[1])}`)
  const light = await colours()
  assert.deepEqual([dark[0], light[0]], ['rgb(20, 23, 28)', 'rgb(255, 255, 255)'])
  await page.reload()
  await page.waitForSelector(drawn)
  assert.deepEqual(await colours(), light)
})

test('a figure of the house theme has the colours of the page, as it has in JupyterLab', browserOptions, async t => {
  const bundle = { ...plot([{ x: [1, 2], y: [1, 3] }], { title: 'T' }).data }
  const { page } = await openPage(t, await saved(t, notebook(code('1', [display(bundle)]))), { colorScheme: 'light' })
  await page.waitForSelector(drawn)
  const title = () => page.evaluate<string>(`getComputedStyle(document.querySelector('.gtitle')).fill`)
  assert.equal(await title(), 'rgb(42, 48, 58)')
  assert.equal(await page.evaluate(`document.querySelector('.scatterlayer .js-line').style.stroke`), 'rgb(0, 114, 178)')
  await page.emulateMedia({ colorScheme: 'dark' })
  await until(page, `getComputedStyle(document.querySelector('.gtitle')).fill === 'rgb(213, 218, 226)'`)
})

test('the contents mark the section being read', browserOptions, async t => {
  const text = 'word '.repeat(2000)
  const { page } = await openPage(t, await saved(t, notebook(markdown(`# T\n## One\n${text}\n## Two\n${text}\n## Three\n${text}`))))
  assert.equal(await page.locator('nav [aria-current]').textContent(), 'One')
  await page.getByRole('link', { name: 'Two', exact: true }).click()
  await until(page, `document.querySelector('nav [aria-current]').textContent === 'Two'`)
})

test('a frame runs its own scripts and handlers and is as high as its content', browserOptions, async t => {
  const output = `<div id="a" onclick="this.textContent = 'clicked'" style="height: 333px"></div><script>document.getElementById('a').textContent = new Function('return "made"')()</script>`
  const { page, complaints } = await openPage(t, await saved(t, notebook(code('1', [display({ 'text/html': output })]))))
  const inside = page.frameLocator('iframe').locator('#a')
  await inside.getByText('made').click()
  assert.equal(await inside.textContent(), 'clicked')
  await until(page, `document.querySelector('iframe').clientHeight === 335`)
  assert.deepEqual(complaints, [])
})

test('scripts in outputs reach neither the network nor the page around them', browserOptions, async t => {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const attempt = (name: string, script: string) =>
    code(name, [
      display({
        'text/html': `<script>${script}</script><p class="done"></p><script>document.querySelector('p').textContent = 'ran'</script>`,
      }),
    ])
  const attempts = [
    attempt('fetch', `fetch('${origin}/fetch').catch(() => {}); new XMLHttpRequest().open('GET', '${origin}/xhr')`),
    attempt('beacon', `navigator.sendBeacon('${origin}/beacon', 'x')`),
    attempt(
      'image',
      `new Image().src = '${origin}/image'; document.head.insertAdjacentHTML('beforeend', '<link rel=stylesheet href=${origin}/css><link rel=prefetch href=${origin}/prefetch>')`,
    ),
    attempt(
      'socket',
      `try { new WebSocket('${origin.replace('http', 'ws')}/socket') } catch {} try { new EventSource('${origin}/events') } catch {}`,
    ),
    attempt('module', `import('${origin}/module').catch(() => {}); try { new Worker('${origin}/worker') } catch {}`),
    attempt('script', `const s = document.createElement('script'); s.src = '${origin}/script'; document.head.append(s)`),
    attempt('frame', `const f = document.createElement('iframe'); f.src = '${origin}/frame'; document.documentElement.append(f)`),
    attempt('window', `window.open('${origin}/window'); try { top.location = '${origin}/top' } catch {}`),
    attempt(
      'form',
      `const f = document.createElement('form'); f.action = '${origin}/form'; document.documentElement.append(f); f.submit()`,
    ),
    attempt('peer', `if (typeof RTCPeerConnection !== 'undefined') fetch('${origin}/peer')`),
    attempt('parent', `try { parent.document.title = 'changed' } catch {}`),
  ]
  const leaving = code('location', [
    display({ 'text/html': `<script>location.href = '${origin}/location?' + document.body.textContent</script>` }),
  ])
  const text = markdown(`# T\n![i](${origin}/markdown)\n<img src="${origin}/html"><svg><image href="${origin}/svg"/></svg>`)
  const file = await saved(t, notebook(text, ...attempts, leaving))
  const { page } = await openPage(t, file)
  for (let index = 0; index < attempts.length; index++) await page.frameLocator('iframe').nth(index).getByText('ran').waitFor()
  await page.waitForLoadState('networkidle')
  assert.equal(await page.title(), 'T')
  assert.equal(page.url(), `file://${file}`)
  // The check itself works: a page without a policy does reach the server, and its request comes after all of ours.
  const free = await page.context().newPage()
  await free.goto(`${origin}/control`)
  assert.deepEqual(
    hits.filter(hit => hit !== '/favicon.ico'),
    ['/control'],
  )
})

test('a report prints light, without its buttons, and with all of its figures', browserOptions, async t => {
  const { page } = await openPage(t, await saved(t, await readNotebook(showcase)), { colorScheme: 'dark' })
  await page.waitForSelector(drawn)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.evaluate(`getComputedStyle(document.body).backgroundColor`), 'rgb(255, 255, 255)')
  assert.equal(await page.getByRole('button').first().isVisible(), false)
  assert.equal(await page.locator('nav').isVisible(), false)
  const pdf = await page.pdf({ format: 'A4' })
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
})

test('without scripts code still folds, and a figure shows its picture', browserOptions, async t => {
  const { page } = await openPage(t, await saved(t, notebook(code('source', [figure({}, { 'image/png': 'iVBORw0KGgo=' })]))), {
    javaScriptEnabled: false,
  })
  assert.equal(await page.locator('noscript img').count(), 1)
  await page.locator('summary').click()
  assert.equal(await page.getByText('source').isVisible(), false)
})

test('a narrow page scrolls in one direction only, and its contents open from a button', browserOptions, async t => {
  const { page } = await openPage(t, await saved(t, await readNotebook(showcase)), { viewport: { width: 360, height: 700 } })
  await page.waitForSelector(drawn)
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
  const link = page.getByRole('navigation').getByRole('link', { name: 'Figures' })
  assert.equal(await link.isVisible(), false)
  await page.getByRole('button', { name: 'Contents' }).click()
  await link.click()
  assert.equal(await link.isVisible(), false)
})
