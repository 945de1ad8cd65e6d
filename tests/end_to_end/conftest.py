"""The command line for stories told through it."""

from tests.cli.conftest import shell
from tests.ui.conftest import theme

__all__ = ["shell", "theme"]
