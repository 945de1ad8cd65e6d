"""What is started: the window for a file, the command line for a verb."""

import pytest

from crm_desktop.__main__ import _opens_window


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["F.crm"], True),
        (["F.crm", "--as", "bo"], True),
        (["--as", "bo", "F.crm"], True),
        (["--as", "bo"], True),
        (["search", "F.crm", "x", "--as", "bo"], False),
        (["--help"], False),
    ],
)
def test_a_file_opens_the_window_and_a_verb_does_not(arguments: list[str], opens: bool) -> None:
    assert _opens_window(arguments) is opens
