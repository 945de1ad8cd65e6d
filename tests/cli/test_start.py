"""What is started: the window for a file, the command line for a verb."""

import pytest

from crm_desktop.__main__ import _opens_window
from crm_desktop.cli.import_ import _title


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


@pytest.mark.parametrize(("kind", "target"), [("cases", "case_channel"), ("opportunities", "lost_reason")])
def test_a_list_that_was_added_to_is_called_by_its_name(kind: str, target: str) -> None:
    assert "_" not in _title(kind, target)
