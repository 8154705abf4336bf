"""Jupyter's own conformance suite on the installed kernel `tsloom`."""

import unittest

import jupyter_kernel_test
from jupyter_kernel_test import ensure_sync


class TsloomTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tsloom"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    code_generate_error = 'throw new Error("wrong on purpose")'
    code_execute_result = [
        {"code": "6 * 7"},
        {"code": "await Promise.resolve([1, 2, 3])"},
        {"code": "const typed: string = 'x'; typed.length"},
        {
            "code": "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '*hi*' }) })",
            "mime": "text/markdown",
            "result": "*hi*",
        },
    ]
    code_display_data = [
        {
            "code": "import { display, html } from 'tsloom'\nawait display(html`<b>bold</b>`)\n1",
            "mime": "text/html",
        },
    ]
    code_clear_output = "import { clearOutput } from 'tsloom'\nclearOutput()"
    code_inspect_sample = "Math.max"
    completion_samples = [{"text": "Math.ma", "matches": {"max"}}]
    complete_code_samples = ["1", "const a = 1", "for (const x of [1]) {\n  x\n}", "%lsmagic"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "`text"]
    invalid_code_samples = ["const = 1", "a b c d"]
    code_history_pattern = "6 * 7"
    supported_history_operations = ("tail", "range", "search")

    def execute_helper(self, *args, **kwargs):
        """The suite allows 0.1 s between messages, which a loaded machine does not keep."""
        channel = self.kc.iopub_channel
        get_msg = ensure_sync(channel.get_msg)
        channel.get_msg = lambda timeout=None: get_msg(timeout=max(timeout or 0, 15))
        try:
            return super().execute_helper(*args, **kwargs)
        finally:
            del channel.get_msg


class TsloomWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tsloom"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
