"""Forms arranged for everybody: one undoable step, for whoever looks after the company, the same on every laptop."""

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.form_layout import FormLayout, Part, Placed
from crm_desktop.operations.form_layout import set_form_layout
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.form_layout import form_layouts
from tests.builders import a_user, role
from tests.company import Company

LAYOUT = FormLayout((Part("Company", (Placed("name"),), "Who", "谁"),), ("fax",))


def test_a_layout_is_kept_and_given_up_by_steps_that_can_be_undone(company: Company) -> None:
    for layout in (LAYOUT, None):
        with company.write() as work:
            set_form_layout(work, "customer", layout)
        with company.read() as reading:
            assert form_layouts(reading).get("customer") == layout
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        assert form_layouts(reading) == {"customer": LAYOUT}


def test_a_form_without_fields_and_headings_too_long_are_refused(company: Company) -> None:
    for layout in (FormLayout((Part("a"),)), FormLayout((Part("a", (Placed("name"),), "x" * 61),))):
        with pytest.raises(Invalid), company.write() as work:
            set_form_layout(work, "customer", layout)


def test_only_whoever_administers_arranges_forms(company: Company) -> None:
    with company.write() as work:
        a_user(work, login="sam", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("sam").write() as work:
        set_form_layout(work, "customer", LAYOUT)
