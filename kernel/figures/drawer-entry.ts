/** The worker thread that draws figures, one at a time. */

import { parentPort } from 'node:worker_threads'
import type { DrawerMessage, DrawRequest } from './messages.ts'
import { pictureSize } from './picture-layout.ts'
import { openPlotlyPage } from './plotly-page.ts'
import { svgToPng } from './svg-to-png.ts'

const page = await openPlotlyPage()
parentPort?.on('message', async (request: DrawRequest) => say(await draw(request)))
say({ type: 'ready' })

async function draw({ figure }: DrawRequest): Promise<DrawerMessage> {
  try {
    const png = svgToPng(await page.svg(figure)).toString('base64')
    return { type: 'drawn', picture: { png, ...pictureSize(figure.layout) } }
  } catch (error) {
    // Plotly's errors are of its own page, and so no Error of this one.
    return { type: 'failed', reason: String(error) }
  }
}

function say(message: DrawerMessage): void {
  parentPort?.postMessage(message)
}
