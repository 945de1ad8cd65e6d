"""Starts the window, or the command line when a verb is given."""

import builtins
import gc
import importlib
import sys


def main() -> int:
    """Returns the exit status."""
    if getattr(sys, "frozen", False):
        # An installed program is started anew for its worker process.
        import multiprocessing

        multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if _opens_window(arguments):
        load_qt()
        from crm_desktop.app import run

        return run(arguments)
    from crm_desktop import cli

    return cli.main(arguments)


def load_qt() -> None:
    """Load Qt so that everything after it loads quickly.

    PySide6 puts an import function in place that reads and keeps the source of each module loaded after it, to look for
    a switch that nobody here uses: 22 MB and a tenth of the start. Looking for garbage among objects that all stay is
    another tenth; the window collects it later (`ui/garbage.py`).
    """
    gc.disable()
    usual = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = usual


def _opens_window(arguments: list[str]) -> bool:
    """Nothing, or one company file and perhaps options: everything else is a verb or a wish for help."""
    if arguments and arguments[0] in ("-h", "--help"):
        return False
    plain = [each for each in arguments if not each.startswith("-")]
    if "--as" in arguments[:-1]:
        plain.remove(arguments[arguments.index("--as") + 1])
    first = plain[0] if plain else ""
    return not first or first.lower().endswith((".crm", ".crmhub")) or "/" in first or "\\" in first


if __name__ == "__main__":
    sys.exit(main())
