"""The compiler: source text to tokens, tree, bytecode and frozen image.

The same files run under CPython on the host and, frozen, inside the kernel where they serve the prompt. So
they import nothing but one another, and their result depends on nothing but the source: not on hash seeds,
object identities or the order of sets.
"""
