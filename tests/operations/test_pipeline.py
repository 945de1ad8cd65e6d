"""Pipelines and stages are the administrator's; a stage says what a deal needs to enter it and what is ticked there."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.bulk_edit import Change, change_records
from crm_desktop.operations.opportunity import delete_opportunities, opportunity_draft, update_opportunity
from crm_desktop.operations.pipeline import (
    PipelineDraft,
    StageDraft,
    create_pipeline,
    create_stage,
    delete_pipeline,
    delete_stage,
    stage_draft,
    update_pipeline,
    update_stage,
)
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.stage_moves import close_won, closing_stage, move_stage, move_stages, stage_of
from crm_desktop.operations.stage_needs import tick
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.queries.opportunity import OPPORTUNITIES, opportunity_details
from crm_desktop.queries.stages import PipelineView, pipelines
from tests.builders import a_customer, a_line, a_user, an_opportunity, role, stage
from tests.company import Company

PROPOSAL = stage("proposal")


def known(company: Company) -> list[PipelineView]:
    with company.read() as reading:
        return pipelines(reading)


def ask_for(company: Company, *needs: str, checklist: str | None = None) -> None:
    with company.write() as work:
        update_stage(work, PROPOSAL, replace(stage_draft(work, PROPOSAL), needs=needs, checklist=checklist))


def test_a_new_pipeline_has_a_beginning_and_both_ends(company: Company) -> None:
    with company.write() as work:
        made = create_pipeline(work, PipelineDraft("Service contracts", "服务合同", 1))
    first, usual = known(company)
    assert (first.id, [each.outcome for each in first.stages]) == (made, ["open", "won", "lost"])
    with company.write() as work:
        update_pipeline(work, made, PipelineDraft("Contracts", "", 2))
    assert [each.name_en for each in known(company)] == [usual.name_en, "Contracts"]
    with company.write() as work:
        delete_pipeline(work, made)
    with pytest.raises(UserError, match="only pipeline"), company.write() as work:
        delete_pipeline(work, usual.id)


def test_stages_are_added_renamed_and_put_in_order(company: Company) -> None:
    (usual,) = known(company)
    with company.write() as work:
        demo = create_stage(work, usual.id, StageDraft("Demo", "演示", probability_e6=300_000, stall_days=10))
    assert [each.name_en for each in known(company)[0].stages][-3:] == ["Demo", "Won", "Lost"]
    with company.write() as work:
        update_stage(work, demo, replace(stage_draft(work, demo), name_en="Show it", place=2))
    assert [each.name_en for each in known(company)[0].stages][:2] == ["Prospecting", "Show it"]
    with company.write() as work:
        delete_stage(work, demo)
    assert "Show it" not in [each.name_en for each in known(company)[0].stages]


def test_a_stage_in_which_deals_stand_is_not_deleted(company: Company) -> None:
    with company.write() as work:
        an_opportunity(work, stage_id=PROPOSAL)
    with pytest.raises(UserError, match="Move them to another stage first"), company.write() as work:
        delete_stage(work, PROPOSAL)
    with pytest.raises(UserError, match="needs an open stage"), company.write() as work:
        delete_stage(work, stage("won"))


def test_a_deal_that_comes_back_stands_in_a_stage_that_is_there(company: Company) -> None:
    first = known(company)[0].stages[0].id
    with company.write() as work:
        other = create_pipeline(work, PipelineDraft("Service contracts", "服务合同"))
        demo = create_stage(work, stage_of(work, first).pipeline_id, StageDraft("Demo", "演示"))
        begins = closing_stage(work, other, "open").id
        deal, strange, won = an_opportunity(work), *(an_opportunity(work, stage_id=begins) for _each in range(2))
    with company.write() as work:
        move_stage(work, deal, demo)
        close_won(work, won)
    with pytest.raises(UserError, match="Move them to another stage first"), company.write() as work:
        delete_pipeline(work, other)
    with company.write() as work:
        delete_opportunities(work, [deal, strange, won])
    with company.write() as work:
        delete_stage(work, demo)
        delete_pipeline(work, other)
    with company.write() as work:
        assert restore_records(work, "opportunity", [deal], whole_steps=True) == 3
        # It can be gone on with.
        update_opportunity(work, deal, replace(opportunity_draft(work, deal), name="Again"))
    with company.read() as reading:
        stood = {row.id: (row.stage_id, row.outcome) for row in OPPORTUNITIES.first(reading, ListSpec(), 5)}
    assert stood == {deal: (first, "open"), strange: (first, "open"), won: (stage("won"), "won")}


def test_a_deal_that_an_undo_or_redo_brings_back_stands_in_a_stage_that_is_there(company: Company) -> None:
    first = known(company)[0].stages[0].id
    with company.write() as work:
        a_user(work, "Owen", login="owen", role_id=role("administrator"))
        demo, late = (
            create_stage(work, stage_of(work, first).pipeline_id, StageDraft(name, name)) for name in ("Demo", "Late")
        )
        deal = an_opportunity(work)
    with company.write() as work:
        move_stage(work, deal, demo)
    with company.write() as work:
        move_stage(work, deal, late)
    with company.seen_by("owen").write() as work:
        delete_stage(work, demo)
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        assert opportunity_details(reading, deal).stage_id == first
    with company.seen_by("owen").write() as work:
        delete_stage(work, late)
    with company.write() as work:
        redo(work)
    with company.write() as work:
        update_opportunity(work, deal, replace(opportunity_draft(work, deal), name="Again"))
    with company.read() as reading:
        assert opportunity_details(reading, deal).stage_id == first


def test_only_who_administers_changes_stages_and_figures_are_checked(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("manager"))
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        delete_stage(work, PROPOSAL)
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_stage(work, PROPOSAL, StageDraft(probability_e6=2_000_000, stall_days=0, needs=("nothing",)))
    assert set(refused.value.fields) == {"name_en", "probability_e6", "stall_days", "needs"}


def test_a_deal_enters_a_stage_only_with_what_it_needs_by_whatever_way(company: Company) -> None:
    ask_for(company, "customer_id", "lines")
    with company.write() as work:
        deal = an_opportunity(work, "Probes")
    said = "“Probes” is not ready for this stage. Still missing: Customer, Product lines."
    with pytest.raises(Invalid) as refused, company.write() as work:
        move_stage(work, deal, PROPOSAL)
    assert str(refused.value) == said
    with pytest.raises(Invalid), company.write() as work:
        move_stages(work, [deal], PROPOSAL)
    with pytest.raises(Invalid), company.write() as work:
        an_opportunity(work, "New one", stage_id=PROPOSAL)
    with company.write() as work:
        outcome = change_records(work, "opportunity", [Change(deal, {"stage_id": PROPOSAL})])
    assert [str(each.reason) for each in outcome.left] == [said]
    with company.write() as work:
        draft = opportunity_draft(work, deal)
        filled = replace(draft, stage_id=PROPOSAL, customer_id=a_customer(work), lines=(a_line(),))
        update_opportunity(work, deal, filled, draft)
    with company.read() as reading:
        assert OPPORTUNITIES.first(reading, ListSpec(), 5)[0].stage_id == PROPOSAL


def test_the_checklist_of_a_stage_is_ticked_for_each_deal(company: Company) -> None:
    ask_for(company, checklist="Budget known\n\nDecider met\nBudget known")
    with company.write() as work:
        deal = an_opportunity(work, stage_id=PROPOSAL)
        tick(work, deal, PROPOSAL, ["Decider met", "Something else"])
    with company.read() as reading:
        checks = opportunity_details(reading, deal).checks
    today = company.database.today()
    assert [(each.item, each.done_on, each.by) for each in checks] == [
        ("Budget known", None, None),
        ("Decider met", today, "Ada Lin"),
    ]
    with company.write() as work:
        tick(work, deal, PROPOSAL, [])
    with company.read() as reading:
        assert not any(each.done_on for each in opportunity_details(reading, deal).checks)
