"""Many records at once: as a form would change each, with word of what was left alone, in one undoable step."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, Stale
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import E6
from crm_desktop.operations.bulk_edit import (
    ADD_TAGS,
    CUSTOM,
    REMOVE_TAGS,
    Change,
    Outcome,
    belonging,
    change_record,
    change_records,
    custom_value,
    delete_records,
    name_of,
    preview_changes,
    preview_delete,
    value_to_change,
)
from crm_desktop.operations.contact import contact_draft
from crm_desktop.operations.contract import contract_draft
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.opt_out import OptOutDraft, set_opt_outs
from crm_desktop.operations.payment import receipt_draft
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.product_lines import TaxedLineDraft
from crm_desktop.operations.quotation import quotation_draft
from crm_desktop.operations.service_case import service_case_draft
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from tests.builders import (
    a_case,
    a_contact,
    a_contract,
    a_customer,
    a_line,
    a_quotation,
    a_receipt,
    a_user,
    an_interaction,
    an_opportunity,
    entry,
    stage,
)
from tests.company import Company

A, B = entry("level", "A"), entry("level", "B")


def all_of(ids: list[str], **values: Any) -> list[Change]:
    return [Change(each, values) for each in ids]


def both(company: Company, kind: str, changes: list[Change]) -> Outcome:
    """What the preview says and then happens, which must be the same."""
    with company.read() as reading:
        promised = preview_changes(reading, kind, changes)
    with company.write() as work:
        done = change_records(work, kind, changes)
    assert promised == done
    return done


def test_customers_change_as_their_form_would_change_them(company: Company) -> None:
    with company.write() as work:
        ids = [a_customer(work, name, level_id=B) for name in ("One", "Two")]
        ids.append(a_customer(work, "Three", level_id=A, tags=("Old",), sex="f", kind="consumer"))
    assert both(company, "customer", all_of(ids, level_id=A)) == Outcome(2, 1)
    with company.read() as reading:
        kept = customer_draft(reading, ids[2])
        assert (kept.level_id, kept.tags, kept.sex) == (A, ("Old",), "f")
        assert [customer_draft(reading, each).level_id for each in ids] == [A, A, A]
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        assert [customer_draft(reading, each).level_id for each in ids] == [B, B, A]


def test_a_level_keeps_its_history(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work, level_id=B)
    both(company, "customer", all_of([one], level_id=A))
    with company.read() as reading:
        found = reading.plain("SELECT value FROM history_entry WHERE record_id = ? AND field = 'level'", (one,))
    assert {value for (value,) in found} == {A, B}


def test_what_others_own_is_left_alone_and_named(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        theirs = a_customer(work, "Theirs", level_id=B)
        mine = a_customer(work, "Mine", owner_id=None, pooled=True, level_id=B)
    grace = company.seen_by("grace")
    grace = replace(grace, viewer=replace(grace.viewer, read_scope="all"))
    done = both(grace, "customer", all_of([theirs, mine], level_id=A))
    assert (done.changed, [each.name for each in done.left]) == (1, ["Theirs"])
    assert str(done.left[0].reason).startswith("This record belongs to someone else.")


def test_handing_over_takes_the_right_to_assign(company: Company) -> None:
    with company.write() as work:
        ada = work.viewer.user_id
        grace_id = a_user(work, "Grace Lin", login="grace")
        theirs, free = a_customer(work, "Theirs"), a_customer(work, "Free", pooled=True)
    grace = company.seen_by("grace")
    assert both(company, "customer", all_of([theirs], owner_id=grace_id)) == Outcome(1)
    done = both(grace, "customer", all_of([theirs, free], owner_id=ada))
    assert (done.changed, [each.name for each in done.left]) == (1, ["Free"])


def test_tags_are_put_on_and_taken_off(company: Company) -> None:
    with company.write() as work:
        one, two = a_customer(work, "One", tags=("Fair", "Old")), a_customer(work, "Two")
    done = both(
        company, "customer", [Change(each, {ADD_TAGS: ("fair", "New"), REMOVE_TAGS: ("Old",)}) for each in (one, two)]
    )
    assert done == Outcome(2)
    with company.read() as reading:
        assert customer_draft(reading, one).tags == ("Fair", "New")
        assert customer_draft(reading, two).tags == ("Fair", "New")
    assert both(company, "customer", all_of([one], **{ADD_TAGS: ("New",)})) == Outcome(0, 1)


@pytest.mark.parametrize("kind", ["customer", "contact"])
def test_what_many_people_refuse_is_noted_and_taken_back_by_way(company: Company, kind: str) -> None:
    with company.write() as work:
        make = a_customer if kind == "customer" else a_contact
        ids = [make(work, name) for name in ("One", "Two", "Three")]
        work.session.flush()
        set_opt_outs(work, kind, ids[:1], OptOutDraft(no_phone=True, no_mail=True))
    assert both(company, kind, all_of(ids, no_phone=True)) == Outcome(2, 1)
    assert both(company, kind, all_of(ids[:2], no_phone=False)) == Outcome(2, 0)
    query = CUSTOMERS if kind == "customer" else CONTACTS
    with company.read() as reading:
        found = query.first(reading, ListSpec((Filter("no_phone", "is", True),)), 10)
        assert [(row.id, row.no_phone, row.no_mail) for row in found] == [(ids[2], True, False)]
        rows = query.rows(reading, ids)
        assert [(row.no_phone, row.no_mail, row.no_post) for row in rows[:2]] == [(False, True, False), (False,) * 3]
        assert value_to_change(reading, kind, ids[1], "no_post")[0] is False


def test_a_custom_field_is_set_on_many(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Floors", "楼层", "integer"))
        ids = [a_customer(work, name) for name in ("One", "Two")]
    assert both(company, "customer", all_of(ids, **{CUSTOM + field: 4})) == Outcome(2)
    assert both(company, "customer", all_of(ids, **{CUSTOM + field: 4})) == Outcome(0, 2)
    with company.read() as reading:
        assert custom_value(reading, ids[0], field) == 4


def test_a_value_nothing_may_have_is_refused_with_the_sentence_of_the_form(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work)
    done = both(company, "customer", all_of([one], email="nobody"))
    assert [str(each.reason) for each in done.left] == [
        "This is not an e-mail address. Write it like name@example.com."
    ]
    with pytest.raises(Invalid), company.write() as work:
        change_record(work, "customer", one, {"name": " "})


def test_of_one_record_all_is_written_or_nothing(company: Company) -> None:
    with company.write() as work:
        ada = work.viewer.user_id
        a_user(work, "Grace Lin", login="grace")
        free = a_customer(work, "Free", pooled=True)
    grace = company.seen_by("grace")
    done = both(grace, "customer", all_of([free], city="York", owner_id=ada))
    assert (done.changed, len(done.left)) == (0, 1)
    with company.read() as reading:
        assert customer_draft(reading, free).city is None


def test_contacts_keep_their_numbers_and_firms(company: Company) -> None:
    with company.write() as work:
        firm = a_customer(work)
        one = a_contact(work, "Dana Holt", firm, phone="0571 2046100")
    with company.read() as reading:
        before = contact_draft(reading, one)
    assert both(company, "contact", all_of([one], job_title="Buyer")) == Outcome(1)
    with company.read() as reading:
        assert contact_draft(reading, one) == replace(before, job_title="Buyer")


def test_open_deals_move_and_closed_ones_stay(company: Company) -> None:
    with company.write() as work:
        moving, own_share = an_opportunity(work, "Open"), an_opportunity(work, "Sure", probability_e6=990_000)
        won = an_opportunity(work, "Won")
        close_won(work, won)
        goal = stage("proposal")
    done = both(company, "opportunity", all_of([moving, own_share, won], stage_id=goal))
    assert (done.changed, [each.name for each in done.left]) == (2, ["Won"])
    with company.read() as reading:
        assert opportunity_draft(reading, moving).stage_id == goal
        # It follows the stage again, where nobody said otherwise.
        assert opportunity_draft(reading, moving).probability_e6 is None
        assert opportunity_draft(reading, own_share).probability_e6 == 990_000


def test_the_close_date_changes_and_the_lines_stay(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, lines=(a_line("250"),))
        day = work.today + timedelta(days=30)
    assert both(company, "opportunity", all_of([deal], expected_close_on=day)) == Outcome(1)
    with company.read() as reading:
        draft = opportunity_draft(reading, deal)
        assert (draft.expected_close_on, len(draft.lines), draft.amount_minor) == (day, 1, None)


def test_a_contract_and_a_quotation_keep_lines_plan_and_shares(company: Company) -> None:
    with company.write() as work:
        other = a_user(work)
        lines = (TaxedLineDraft(description="Probe", quantity_e6=2 * E6, unit_price_e6=50 * E6, tax_rate_e6=130_000),)
        plan = (PlanRow(due_on=work.today, amount_minor=40_00), PlanRow(due_on=work.today, amount_minor=73_00))
        shares = (ContractShareDraft(user_id=other, share_e6=E6 // 4),)
        contract = a_contract(work, lines=lines, plan=plan, shares=shares)
        quotation = a_quotation(work, lines=lines)
        receipt = a_receipt(work, 40_00, method="Cash")
    drafted: tuple[tuple[str, str, Any], ...] = (
        ("contract", contract, contract_draft),
        ("quotation", quotation, quotation_draft),
        ("receipt", receipt, receipt_draft),
    )
    for kind, record, draft_of in drafted:
        with company.read() as reading:
            before: Any = draft_of(reading, record)
        with company.write() as work:
            assert change_record(work, kind, record, {"note": "Call first"})
        with company.read() as reading:
            assert draft_of(reading, record) == replace(before, note="Call first")


def test_cases_are_assigned_and_archived_ones_stay(company: Company) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom Reed", login="tom")
        new, done = a_case(work, "New one"), a_case(work, "Old one", owner_id=work.viewer.user_id)
        handle_case(work, done, "Changed the lamp")
        give_feedback(work, done, "Happy", 5)
    result = both(company, "service_case", all_of([new, done], owner_id=tom))
    assert (result.changed, [each.name for each in result.left]) == (1, ["Old one"])
    with company.read() as reading:
        assert (service_case_draft(reading, new).status, service_case_draft(reading, new).owner_id) == ("assigned", tom)
    result = both(company, "service_case", all_of([new, done], priority="urgent", owner_id=None))
    assert result.changed == 1
    with company.read() as reading:
        assert (service_case_draft(reading, new).status, service_case_draft(reading, new).priority) == ("new", "urgent")


def test_a_cell_changed_by_someone_else_meanwhile_is_not_overwritten(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work, city="York")
    with company.read() as reading:
        position = reading.position
    with company.write() as work:
        update_customer(work, one, replace(customer_draft(work, one), city="Leeds"))
    with pytest.raises(Stale), company.write() as work:
        change_record(work, "customer", one, {"city": "Bath"}, position)
    with company.write() as work:
        assert change_record(work, "customer", one, {"phone": "0571 2046100"}, position)


def test_a_case_assigned_by_someone_else_meanwhile_stays_theirs(company: Company) -> None:
    with company.write() as work:
        tom, grace = a_user(work, "Tom Reed", login="tom"), a_user(work, "Grace Lin", login="grace")
        case = a_case(work)
    with company.read() as reading:
        position = reading.position
    with company.write() as work:
        assign_case(work, case, tom)
    with pytest.raises(Stale), company.write() as work:
        change_record(work, "service_case", case, {"owner_id": grace}, position)
    with company.write() as work:
        done = change_records(work, "service_case", [Change(case, {"owner_id": grace})], position=position)
    assert (done.changed, len(done.left)) == (0, 1)
    with company.read() as reading:
        assert service_case_draft(reading, case).owner_id == tom


def test_numbers_are_tried_out_as_they_would_be_written(company: Company) -> None:
    with company.write() as work:
        ids = [a_customer(work, name, number=number) for name, number in (("One", "1"), ("Two", "2"), ("Three", "3"))]
    changes = [
        Change(each, {"name": f"Firm {number}", "number": number})
        for each, number in zip(ids, ("10", "10", "1"), strict=True)
    ]
    # The second wants what was just given to the first, the third what the first has let go.
    done = both(company, "customer", changes)
    assert (done.changed, [each.record_id for each in done.left]) == (2, [ids[1]])
    with company.read() as reading:
        assert [customer_draft(reading, each).number for each in ids] == ["10", "2", "1"]


def test_trying_out_leaves_no_trace_in_the_reading(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work, city="York")
    with company.read() as reading:
        assert preview_changes(reading, "customer", all_of([one], city="Bath")) == Outcome(1)
        assert customer_draft(reading, one).city == "York"
        assert preview_changes(reading, "customer", all_of([one], city="Bath")) == Outcome(1)


def test_what_one_may_not_see_is_neither_named_nor_counted(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        theirs = a_customer(work, "Theirs")
        person = a_contact(work, "Dana Holt", theirs, owner_id=None)
        an_interaction(work, customer_id=theirs, contact_id=person)
    grace = company.seen_by("grace")
    grace = replace(grace, viewer=replace(grace.viewer, rights=frozenset({"delete"})))
    with grace.read() as reading:
        assert name_of(reading, "customer", theirs) == ""
        promised = preview_changes(reading, "customer", all_of([theirs], city="York"))
        assert [(each.record_id, each.name) for each in promised.left] == [(theirs, "")]
        assert belonging(reading, "contact", [person]) == {}
    with company.read() as reading:
        assert belonging(reading, "contact", [person]) == {"interaction": 1}


def test_what_was_deleted_is_not_counted_as_belonging(company: Company) -> None:
    with company.write() as work:
        firm = a_customer(work)
        delete_records(work, "contact", [a_contact(work, "Dana Holt", firm)])
    with company.read() as reading:
        assert belonging(reading, "customer", [firm]) == {}


def test_deleting_counts_first_what_goes_and_what_stays(company: Company) -> None:
    with company.write() as work:
        firm, other = a_customer(work, "Firm"), a_customer(work, "Other")
        a_contact(work, "Dana Holt", firm)
        an_opportunity(work, customer_id=firm)
        an_interaction(work, customer_id=firm)
    with company.read() as reading:
        assert preview_delete(reading, "customer", [firm, other]) == Outcome(2)
        assert belonging(reading, "customer", [firm, other]) == {"contact": 1, "opportunity": 1, "interaction": 1}
        assert belonging(reading, "customer", [other]) == {}
    with company.write() as work:
        assert delete_records(work, "customer", [firm, other]) == Outcome(2)
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        assert preview_delete(reading, "customer", [firm, other]) == Outcome(2)


def test_a_case_somebody_works_on_is_not_deleted_with_the_others(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Tom Reed", login="tom")
        new, taken = a_case(work, "New one"), a_case(work, "Taken", owner_id=work.viewer.user_id)
    tom = company.seen_by("tom")
    tom = replace(tom, viewer=replace(tom.viewer, read_scope="all", write_scope="all", rights=frozenset({"delete"})))
    with tom.read() as reading:
        promised = preview_delete(reading, "service_case", [new, taken])
    with tom.write() as work:
        done = delete_records(work, "service_case", [new, taken])
    assert promised == done
    assert (done.changed, [each.name for each in done.left]) == (1, ["Taken"])


def test_progress_is_told_and_giving_up_writes_nothing(company: Company) -> None:
    with company.write() as work:
        ids = [a_customer(work, f"Firm {number}") for number in range(3)]

    def give_up(fraction: float, _text: Message | None) -> None:
        raise KeyError(fraction)

    with pytest.raises(KeyError), company.write() as work:
        change_records(work, "customer", all_of(ids, city="York"), give_up)
    with company.read() as reading:
        assert [customer_draft(reading, each).city for each in ids] == [None] * 3
