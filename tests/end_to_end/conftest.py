"""The command line for stories told through it."""

from tests.cli.conftest import shell

__all__ = ["shell"]
