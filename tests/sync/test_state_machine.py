"""Random schedules of three laptops converge and lose nothing; `dev.py soak` runs thousands of them."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.hub_machine import Teams
from tests.sync.laptop import make_template
from tests.sync.machine import Laptops


@pytest.mark.slow
def test_laptops_agree_and_lose_nothing_whatever_happens(tmp_path: Path) -> None:
    Laptops.template, Laptops.folder = tmp_path / "template.crm", tmp_path
    make_template(Laptops.template)
    run_state_machine_as_test(Laptops, settings=settings(max_examples=15, stateful_step_count=25))


@pytest.mark.slow
def test_laptops_agree_that_meet_at_shared_files_which_are_damaged(tmp_path: Path) -> None:
    Teams.template, Teams.folder = tmp_path / "template.crm", tmp_path
    make_template(Teams.template)
    run_state_machine_as_test(Teams, settings=settings(max_examples=4, stateful_step_count=25))
