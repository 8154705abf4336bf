/** The panel of workers in Lab's right side bar, and the command that opens it. */

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application'
import { ICommandPalette } from '@jupyterlab/apputils'
import { INotebookTracker } from '@jupyterlab/notebook'
import { LabIcon } from '@jupyterlab/ui-components'
import { Connection } from './connection.ts'
import { WorkersPanel } from './panel.tsx'

const icon = new LabIcon({
  name: 'tsloom:workers',
  // Threads of a loom: three lanes and what moves along them.
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g class="jp-icon3" fill="#616161">
    <path d="M3 5h18v2H3zM3 11h18v2H3zM3 17h18v2H3z" opacity=".45"/><rect x="4" y="3.5" width="8" height="5" rx="1"/>
    <rect x="11" y="9.5" width="9" height="5" rx="1"/><rect x="6" y="15.5" width="6" height="5" rx="1"/></g></svg>`,
})

export const workersPanel: JupyterFrontEndPlugin<void> = {
  id: 'tsloom:workers',
  description: 'A side panel with the live tasks, pools and workers of the tsloom kernel.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer],
  activate(app: JupyterFrontEnd, notebooks: INotebookTracker, palette: ICommandPalette | null, restorer: ILayoutRestorer | null) {
    const connection = new Connection()
    const panel = new WorkersPanel(connection)
    panel.title.icon = icon
    app.shell.add(panel, 'right', { rank: 600, type: 'tsloom workers' })
    restorer?.add(panel, panel.id)

    const follow = (): void => connection.follow(notebooks.currentWidget?.sessionContext.session?.kernel ?? undefined)
    notebooks.currentChanged.connect(follow)
    notebooks.widgetAdded.connect((_, notebook) => notebook.sessionContext.kernelChanged.connect(follow))
    follow()

    const command = 'tsloom:show-workers'
    app.commands.addCommand(command, { label: 'Show tsloom Workers', icon, execute: () => app.shell.activateById(panel.id) })
    palette?.addItem({ command, category: 'Kernel Operations' })
  },
}
