/** What JupyterLab gets of tsloom besides its figures, which are a MIME renderer of their own. */

import { magicLines } from './magics/plugin.ts'
import { workersPanel } from './workers/plugin.ts'

export default [magicLines, workersPanel]
