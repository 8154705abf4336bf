"""Runs the cells given as a JSON list in argv[1] by the installed kernel `tsloom`; prints what each showed as JSON."""

import json
import sys

import nbformat
from nbclient import NotebookClient

cells = [nbformat.v4.new_code_cell(source) for source in json.loads(sys.argv[1])]
notebook = nbformat.v4.new_notebook(cells=cells)
NotebookClient(notebook, kernel_name="tsloom", timeout=120, allow_errors=True).execute()
nbformat.validate(notebook)
json.dump([cell.outputs for cell in notebook.cells], sys.stdout)
