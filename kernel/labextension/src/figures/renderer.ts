/** Figures in outputs: saved notebooks hold data, and the library comes once, with the first figure that is shown. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import { FigureWidget, MIME_TYPE } from './figure-widget.ts'

const extension: IRenderMime.IExtension = {
  id: 'tsloom:figures',
  description: 'Interactive Plotly figures.',
  rendererFactory: { safe: true, mimeTypes: [MIME_TYPE], createRenderer: () => new FigureWidget() },
  rank: 0,
  dataType: 'json',
}

export default extension
