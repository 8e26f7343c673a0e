"""The `permafrost` command. Each subcommand imports what it needs when it runs, so that --help is quick.

A ToolError becomes one line on standard error and exit status 1 (a compiler's message with file, line and
caret stays as it is); a user never sees a host traceback.
"""

import sys
from pathlib import Path

import click

from build.errors import ToolError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT_FILE = click.Path(dir_okay=False, path_type=Path)


class Commands(click.Group):
    """A group whose commands report a ToolError in one line."""

    def invoke(self, context: click.Context) -> object:
        """Runs the subcommand."""
        try:
            return super().invoke(context)
        except ToolError as error:
            if "\n" not in str(error):
                raise click.ClickException(str(error)) from None
            click.echo(str(error), err=True)
            context.exit(1)
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'input/output'}: {error.strerror}") from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="permafrost")
def main() -> None:
    """Build, run and inspect the Permafrost kernel."""


@main.command("exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def execute(file: Path, arguments: tuple[str, ...]) -> None:
    """Run a Python FILE on the hosted VM; exit status and traceback are CPython's."""
    from build.execute import execute_file

    sys.exit(execute_file(file, list(arguments)))


@main.command()
def freeze() -> None:
    """Compile the library, the compiler and the policy into frozen images."""
    from build.freeze import freeze_all

    freeze_all()


@main.command()
@click.argument("file", type=FILE)
def dis(file: Path) -> None:
    """Show the bytecode of a Python FILE or of a frozen image."""
    from build.disassemble import disassemble_file

    disassemble_file(file)


@main.command()
@click.option("--kernel", type=FILE, help="Kernel ELF instead of out/kernel.elf.")
@click.option("--policy", "policies", type=FILE, multiple=True, help="Policy image; the first is policy.img.")
@click.option(
    "--library",
    default="all",
    help="Modules of library/ to carry, with what they import: all, none, or names as in json,heapq.",
)
@click.option("--output", type=OUTPUT_FILE, help="ISO to write instead of out/permafrost.iso.")
def iso(kernel: Path | None, policies: tuple[Path, ...], library: str, output: Path | None) -> None:
    """Write the bootable ISO: by Limine where installed (LIMINE_DIR), else by GRUB and the bridge."""
    from build.freeze import library_image
    from build.iso import OUT, Contents, boot_modules, build_iso, find_limine

    contents = Contents(modules=boot_modules(policies, library_image(library)), limine=find_limine())
    contents.kernel = kernel or contents.kernel
    build_iso(contents, output or OUT / "permafrost.iso")


@main.command()
@click.option("--cpus", type=click.IntRange(1, 8), default=4, show_default=True, help="Number of CPUs.")
@click.option("--memory", type=click.IntRange(32), default=256, show_default=True, help="Memory in MiB.")
@click.option("--uefi", is_flag=True, help="Boot by UEFI instead of BIOS.")
@click.option("--debug", is_flag=True, help="Wait for gdb before the first instruction.")
@click.option("--log", type=OUTPUT_FILE, help="Copy the serial port's output to a file.")
@click.option("--policy", "policies", type=FILE, multiple=True, help="Policy image; the first is policy.img.")
def run(
    cpus: int, memory: int, uefi: bool, debug: bool, log: Path | None, policies: tuple[Path, ...]
) -> None:
    """Boot the ISO in QEMU. Ctrl-C goes to the guest; Ctrl-A X leaves."""
    from build import qemu
    from build.iso import OUT, Contents, boot_modules, build_iso, find_limine

    options = qemu.Options(cpus=cpus, memory=memory, uefi=uefi, debug=debug, log=log)
    if policies:
        options.iso = OUT / "run.iso"
        build_iso(Contents(modules=boot_modules(policies), limine=find_limine()), options.iso)
    sys.exit(qemu.run(options))


if __name__ == "__main__":
    main()
