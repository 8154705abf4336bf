/** Magic lines in the cells of notebooks and consoles that run on tsloom. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application'
import type { CodeEditor } from '@jupyterlab/codeeditor'
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import { isTsloom } from '../tsloom-kernel.ts'
import { magicHighlighting } from './highlighting.ts'

export const magicLines: JupyterFrontEndPlugin<void> = {
  id: 'tsloom:magic-lines',
  description: 'Highlights magic lines of the tsloom kernel.',
  autoStart: true,
  requires: [IEditorExtensionRegistry, INotebookTracker],
  activate(_app, extensions: IEditorExtensionRegistry, notebooks: INotebookTracker) {
    const ours = new Set<NotebookPanel>()
    notebooks.widgetAdded.connect((_, panel) => {
      const look = async (): Promise<void> => {
        const kernel = panel.sessionContext.session?.kernel
        if (kernel && (await isTsloom(kernel))) ours.add(panel)
        // While a kernel restarts its cells keep their colours.
        else if (kernel) ours.delete(panel)
        repaint(panel)
      }
      panel.sessionContext.kernelChanged.connect(look)
      panel.disposed.connect(() => ours.delete(panel))
      void look()
    })
    extensions.addExtension({
      name: 'tsloom-magic-lines',
      // The model's MIME type is not yet the cell's when this is called, so it is asked for later.
      factory: ({ model }) => EditorExtensionRegistry.createImmutableExtension(magicHighlighting(() => isOurs(model, ours))),
    })
  },
}

function isOurs(model: CodeEditor.IModel, ours: ReadonlySet<NotebookPanel>): boolean {
  if (!/typescript/.test(model.mimeType)) return false
  for (const panel of ours) for (const cell of panel.content.widgets) if (cell.model === model) return true
  return false
}

/** An empty transaction: extensions look again. */
function repaint(panel: NotebookPanel): void {
  for (const cell of panel.content.widgets) {
    const view = (cell.editor as { readonly editor?: { dispatch?(): void } } | null)?.editor
    view?.dispatch?.()
  }
}
