"""The kernel under test: a booted machine at its Python prompt, and ways to ask it things.

Tests assert what the guest answers, not what it prints on its way. A file boots once for many checks.
"""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

from build.compiler.compile import compile_module, write_image
from build.freeze import OUT
from build.iso import Contents, boot_modules, build_iso, find_limine
from build.qemu import Machine, Options

MEMORY = 128  # MiB: what the issue of the smallest machine asks
BOOT_LIMIT = 90  # seconds, on a busy host
PASTE_PROMPT = "=== "


class Guest(Machine):
    """A machine at its prompt. Answers are text as the prompt shows it."""

    def __init__(self, cpus: int = 2, memory: int = MEMORY, **options: object) -> None:
        super().__init__(Options(cpus=cpus, memory=memory, **options), timeout=60)  # type: ignore[arg-type]
        self.boot_log = ""

    def __enter__(self) -> Guest:
        self.start()
        return self

    def start(self) -> None:
        super().start()
        self.boot_log = self.wait_for_prompt(BOOT_LIMIT).replace("\r", "")

    def ask(self, line: str) -> str:
        """What a line prints, without the newline at its end."""
        return self.run_line(line).rstrip("\n")

    def value(self, expression: str) -> object:
        """An expression's value: its repr, evaluated here."""
        text = self.ask(expression)
        try:
            return ast.literal_eval(text)
        except (SyntaxError, ValueError):
            raise AssertionError(f"{expression} gave {text!r}") from None

    def paste(self, program: str) -> str:
        """Runs a program in paste mode; what it printed."""
        self.send("\x05")
        self.expect(re.escape(PASTE_PROMPT))
        self.send(program)
        for _ in range(program.count("\n")):
            self.expect(r"\n" + re.escape(PASTE_PROMPT))
        self.send("\x04")
        return self.expect(r"\n>>> ").replace("\r", "").partition("\n")[2].rstrip("\n")

    def let_it_run(self, seconds: float = 0.5) -> None:
        """Lets what was started run for a while."""
        time.sleep(seconds)

    def power_off(self) -> int:
        """Ends the machine from its prompt; the exit status."""
        self.send("poweroff()\r")
        return self.wait()


def make_iso(folder: Path, policies: dict[str, bytes]) -> Path:
    """An ISO with these images by boot module name: without "policy.img" it has no policy, without
    "library.img" no library."""
    modules = {name: path for name, path in boot_modules().items() if not name.endswith(".img")}
    for name, content in policies.items():
        modules[name] = folder / name
        modules[name].write_bytes(content)
    iso = folder / "test.iso"
    build_iso(Contents(modules=modules, limine=find_limine()), iso)
    return iso


def shipped_policy() -> bytes:
    """policy.img as it is frozen."""
    return (OUT / "policy.img").read_bytes()


def policy_with(source: str) -> bytes:
    """A policy image: the shipped modules, with a face of the given source that replaces what it likes."""
    from build.freeze import compile_source, policy_plans

    plan = policy_plans()[0]
    modules = [compile_source(module, documentation=False, columns=False) for module in plan.sources]
    modules.append(
        compile_module(source, "test_policy.py", "test_policy", documentation=False, columns=False)
    )
    return write_image("test", modules, len(modules) - 1)
