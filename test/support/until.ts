import type { Page } from 'playwright-core'

/** Waits until the expression is true in the page. Playwright's own wait evaluates text inside the page, which a report's policy forbids. */
export async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) await page.evaluate('new Promise(requestAnimationFrame)')
}
