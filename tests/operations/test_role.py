"""Roles of a company: copied, renamed, limited, taken away; each change one step that can be undone."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.viewer import ALL, ASSIGN, HIDDEN, IN_POOL, MASKED, OWN, READ_ONLY, REPORT, TEAM
from crm_desktop.operations.role import (
    ADMINISTRATOR,
    FieldLimit,
    RoleDraft,
    copy_role,
    create_role,
    delete_role,
    role_draft,
    set_pool_hidden,
    update_role,
)
from crm_desktop.operations.undo_step import undo
from crm_desktop.operations.user import update_user, user_draft
from crm_desktop.queries.role import limitable, pool_hidden, role_cards
from tests.builders import a_user, role
from tests.company import Company


def test_a_copy_may_do_what_its_model_does_and_is_renamed(company: Company) -> None:
    with company.write() as work:
        made = copy_role(work, role("salesperson"))
        again = copy_role(work, role("salesperson"))
        draft = role_draft(work, made)
        assert replace(draft, name_en="Salesperson", name_zh="客户经理") == role_draft(work, role("salesperson"))
        assert (draft.name_en, role_draft(work, again).name_en) == ("Salesperson 2", "Salesperson 3")
        update_role(work, made, replace(draft, name_en="Inside sales", name_zh="内勤", rights=(REPORT,)), draft)
    with company.read() as reading:
        card = next(each for each in role_cards(reading) if each.role.id == made)
    assert (card.role.name_en, card.role.name_zh, card.role.rights, card.people) == (
        "Inside sales",
        "内勤",
        (REPORT,),
        (),
    )


def test_a_change_of_rights_holds_at_once_and_is_undone_in_one_step(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    before = company.seen_by("grace").viewer
    with company.write() as work:
        loaded = role_draft(work, role("salesperson"))
        limits = (FieldLimit("customer.credit", READ_ONLY),)
        changed = replace(loaded, read_scope=ALL, rights=(ASSIGN,), masks_phones=True, limits=limits)
        update_role(work, role("salesperson"), changed, loaded)
    after = company.seen_by("grace").viewer
    assert (after.read_scope, set(after.rights)) == (ALL, {ASSIGN})
    assert ("customer.credit", READ_ONLY) in after.limits
    assert ("contact.phone", MASKED) in after.limits
    with company.write() as work:
        undo(work)
    assert company.seen_by("grace").viewer == before


def test_a_role_is_taken_away_when_nobody_has_it(company: Company) -> None:
    with company.write() as work:
        made = create_role(work, RoleDraft("Trainee", "实习生"))
        grace = a_user(work, "Grace Lin", login="grace", role_id=made)
    with pytest.raises(UserError, match="People with this role: 1"), company.write() as work:
        delete_role(work, made)
    with company.write() as work:
        update_user(work, grace, replace(user_draft(work, grace), role_id=role("service")))
        delete_role(work, made)
    with pytest.raises(UserError, match="own roles stay"), company.write() as work:
        delete_role(work, role("executive"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": " ", "name_zh": ""}, "name_en"),
        ({"name_en": "sales MANAGER"}, "name_en"),
        ({"read_scope": "world"}, "read_scope"),
        ({"read_scope": OWN, "write_scope": TEAM}, "write_scope"),
        ({"rights": ("fly",)}, "rights"),
        ({"limits": (FieldLimit("customer.nothing"),)}, "limits"),
        ({"limits": (FieldLimit("customer.own:nothing"),)}, "limits"),
        ({"limits": (FieldLimit("customer.note", "burnt"),)}, "limits"),
        ({"limits": (FieldLimit("customer.note"), FieldLimit("customer.note", READ_ONLY))}, "limits"),
    ],
)
def test_impossible_roles_are_refused_with_a_sentence(company: Company, changes: dict[str, object], field: str) -> None:
    with company.read() as reading:
        draft: RoleDraft = replace(role_draft(reading, role("service")), **changes)  # type: ignore[arg-type]  # mixed
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_role(work, role("service"), draft)
    assert set(refused.value.fields) == {field}


def test_nobody_but_an_administrator_changes_roles_and_the_administrators_stays(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    with company.read() as reading:
        draft = role_draft(reading, role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("grace").write() as work:
        create_role(work, RoleDraft("Mine"))
    with pytest.raises(NotAllowed), company.seen_by("grace").write() as work:
        set_pool_hidden(work, [])
    with pytest.raises(UserError, match="always do everything"), company.write() as work:
        update_role(work, ADMINISTRATOR, draft)
    me = company.viewer.user_id
    with pytest.raises(Invalid, match="look after the company"), company.write() as work:
        update_user(work, me, replace(user_draft(work, me), role_id=role("salesperson")))


def test_what_the_pool_does_not_show_is_chosen_and_managers_see_it(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        a_user(work, "Mona Ray", login="mona", role_id=role("manager"))
        set_pool_hidden(work, ["customer.phone", "contact.phone"])
    with company.read() as reading:
        assert pool_hidden(reading) == ("customer.phone", "contact.phone")
    assert company.seen_by("grace").viewer.fields(IN_POOL) == {"customer.phone", "contact.phone"}
    assert company.seen_by("mona").viewer.limits == frozenset()
    with pytest.raises(Invalid), company.write() as work:
        set_pool_hidden(work, ["customer.name"])


def test_fields_of_a_role_are_named_and_what_lists_and_rules_need_is_not_offered(company: Company) -> None:
    with company.write() as work:
        draft = role_draft(work, role("service"))
        update_role(work, role("service"), replace(draft, limits=(FieldLimit("customer.bank", HIDDEN),)), draft)
    with company.read() as reading:
        card = next(each for each in role_cards(reading) if each.role.code == "service")
        titles = {each.key: (each.kind, each.title) for each in limitable(reading)}
        offered = titles.keys()
    assert titles["opportunity.amount_minor"] == ("Deals, contracts, orders, payments", "All amounts")
    assert (card.hidden, card.read_only, card.masks_phones) == (("customer.bank",), (), False)
    assert {"customer.bank", "contact.email", "lead.phone"} <= offered
    assert not offered & {"customer.name", "customer.owner_id", "customer.level_id", "opportunity.stage_id"}
