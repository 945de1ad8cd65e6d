"""Series of tasks: named with their steps by who administers, planned at once, skipping weekends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.operations.task_template import (
    StepDraft,
    TemplateDraft,
    create_template,
    delete_template,
    plan_steps,
    planned_steps,
    template_draft,
    update_template,
)
from crm_desktop.queries.task_template import templates
from crm_desktop.queries.timeline import timeline
from tests.builders import a_customer, a_user
from tests.company import Company

FAIR = TemplateDraft(
    "After a fair", "展会之后", (StepDraft(7, "Send the offer"), StepDraft(0, "Call", priority="high"))
)
FRIDAY = date(2026, 11, 27)


def test_a_series_is_made_changed_and_taken_away(company: Company) -> None:
    with company.write() as work:
        fair = create_template(work, FAIR)
    with company.write() as work:
        loaded = template_draft(work, fair)
        assert [each.subject for each in loaded.steps] == ["Call", "Send the offer"]
        more = (*loaded.steps, StepDraft(3, "Write"))
        update_template(work, fair, replace(loaded, name_en="Fair", steps=more), loaded, work.position)
    with company.write() as work:
        (found,) = templates(work)
        assert (found.name_en, found.steps, found.days) == ("Fair", 3, 7)
        delete_template(work, fair)
        work.session.flush()
        assert templates(work) == []


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (replace(FAIR, name_en=" ", name_zh=""), "name_en"),
        (replace(FAIR, steps=()), "steps"),
        (replace(FAIR, steps=(StepDraft(1, " "),)), "steps"),
        (replace(FAIR, steps=(StepDraft(-1, "Call"),)), "steps"),
        (replace(FAIR, steps=(StepDraft(1, "Call", priority="soon"),)), "steps"),
    ],
)
def test_impossible_series_are_refused(company: Company, bad: TemplateDraft, field: str) -> None:
    with company.write() as work, pytest.raises(Invalid) as refused:
        create_template(work, bad)
    assert list(refused.value.fields) == [field]


def test_only_who_administers_changes_series(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    with company.seen_by("grace").write() as work, pytest.raises(NotAllowed):
        create_template(work, FAIR)


def test_steps_become_tasks_of_a_record_all_or_none(company: Company) -> None:
    steps = planned_steps(FAIR.steps, FRIDAY + timedelta(days=1))
    assert [each.due_on for each in steps] == [date(2026, 12, 7), date(2026, 11, 30)]
    assert planned_steps(FAIR.steps, FRIDAY + timedelta(days=1), skips_weekends=False)[1].due_on == date(2026, 11, 28)
    with company.write() as work:
        customer = a_customer(work)
        assert len(plan_steps(work, steps, {"customer_id": customer})) == 2
        with pytest.raises(Invalid) as refused:
            plan_steps(work, [replace(steps[0], due_on=date(2020, 1, 1))], {"customer_id": customer})
        assert list(refused.value.fields) == ["steps"]
        with pytest.raises(Invalid):
            plan_steps(work, [], {"customer_id": customer})
    with company.read() as reading:
        found = timeline(reading, customer_id=customer).to_do
        assert [(each.title, each.state) for each in found] == [("Call", "high"), ("Send the offer", "normal")]
