"""The command line, `python -m analysis …`. Messages are Chinese; exit status 0, 1 (problems) or 2 (bad usage)."""

import importlib
import os
import pkgutil
import sys

# Before NumPy is loaded: its matrices here are small, and threads that wait for one another cost twice what they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from analysis import commands

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="民政事业五年规划：数字、目标与实际。",
)
for _module in pkgutil.iter_modules(commands.__path__):
    if _module.name != "options":
        app.command(_module.name)(importlib.import_module(f"analysis.commands.{_module.name}").run)


def main() -> None:
    if os.name == "nt":  # the console's code page would garble Chinese
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8")
    app()


if __name__ == "__main__":
    main()
