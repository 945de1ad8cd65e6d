"""Errors reach the window from the worker process as what they are."""

import pickle

import pytest

from crm_desktop.core.errors import Invalid, MachineError, NotAllowed, Problem, UserError
from crm_desktop.core.i18n import Message

SAID = Message("Write the name of {what}.", what=Message("the customer"))


@pytest.mark.parametrize("kind", [Problem, UserError, NotAllowed, MachineError])
def test_an_error_travels_between_processes(kind: type[Problem]) -> None:
    arrived = pickle.loads(pickle.dumps(kind(SAID)))
    assert (type(arrived), arrived.message) == (kind, SAID)


def test_the_fields_of_a_draft_travel_too() -> None:
    arrived = pickle.loads(pickle.dumps(Invalid({"name": SAID, "city": Message("Choose a city.")})))
    assert (str(arrived), set(arrived.fields)) == ("Write the name of the customer.", {"name", "city"})
