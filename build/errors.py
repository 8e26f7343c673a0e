"""The one exception of the host tools that a person gets to see.

Its text is a single line that says what is wrong and what to do, or a compiler's message with file, line and
caret; build/cli.py prints it and exits 1.
"""


class ToolError(Exception):
    """A mistake or a lack outside the program: a missing file, package or setting."""
