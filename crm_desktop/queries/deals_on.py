"""Deals as they stood at the end of a day: open or not, in which stage, worth how much. List and report share this.

A deal is open from its opening day (always, when that is unknown) until the day it was closed. Its stage is the present
one of an open deal that has not moved since; else the one its history names for the day, else the pipeline's first.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import HistoryEntry, Opportunity, OpportunityLine, Stage
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries.money import in_base, share
from crm_desktop.queries.names import name_of

Expression = SQLColumnExpression[Any]

_is_open = Opportunity.outcome == OPEN


def was_open_on(day: str) -> ColumnElement[bool]:
    """Opened by the end of a day, or on an unknown day, and not closed by then."""
    opened, closed = type_coerce(Opportunity.opened_on, Text), type_coerce(Opportunity.closed_on, Text)
    return and_(or_(opened.is_(None), opened <= day), or_(_is_open, closed > day))


def stood_on(stage_and_day: tuple[str, str]) -> ColumnElement[bool]:
    """Stood in a stage at the end of a day, by the stage's id and the ISO day."""
    stage_id, day = stage_and_day
    return stage_on(day) == stage_id


def stage_on(day: str) -> Expression:
    """The id of the stage a deal that was open on the day stood in then."""
    unmoved = _is_open & ~_moved_after(day)
    found = func.coalesce(_named_by_history(day), case((_is_open, Opportunity.stage_id)), _first_stage())
    return case((unmoved, Opportunity.stage_id), else_=func.coalesce(found, Opportunity.stage_id))


def amount_on(day: str) -> Expression:
    """The amount in the company's currency by the rate of a day; NULL without one."""
    return in_base(Opportunity.amount_minor, Opportunity.currency, type_coerce(day, Text))


def probability_on(day: str) -> Expression:
    """The deal's own probability while it still stands in the stage of that day, else that stage's."""
    then = stage_on(day)
    own = case((then == Opportunity.stage_id, Opportunity.probability_e6))
    return func.coalesce(own, name_of(Stage, then, "probability_e6"))


def totals_on(day: str) -> Mapping[str, Expression]:
    """What a list of deals open on a day adds up: amounts and probabilities as they were then."""
    amount = amount_on(day)
    return {"amount_minor": amount, "weighted_minor": share(amount, probability_on(day))}


def has_part_without_product(wanted: bool) -> ColumnElement[bool]:
    """Whether some of the amount belongs to no product: a line without one, or no line at all."""
    line = aliased(OpportunityLine)
    lines = select(line.id).where(line.opportunity_id == Opportunity.id, line.deleted.is_(False)).correlate(Opportunity)
    found = or_(~exists(lines), exists(lines.where(line.product_id.is_(None))))
    return found if wanted else ~found


def _entries() -> Any:
    entry = aliased(HistoryEntry)
    of_deal = (entry.record_id == Opportunity.id, entry.field == "stage", entry.deleted.is_(False))
    return entry, of_deal


def _moved_after(day: str) -> ColumnElement[bool]:
    entry, of_deal = _entries()
    return exists(select(entry.id).where(*of_deal, type_coerce(entry.from_on, Text) > day).correlate(Opportunity))


def _named_by_history(day: str) -> Expression:
    """The open stage of the day's newest entry: of several on one day the one recorded last."""
    entry, of_deal = _entries()
    from_on = type_coerce(entry.from_on, Text)
    return (
        select(entry.value)
        .join(Stage, Stage.id == entry.value)
        .where(*of_deal, from_on <= day, Stage.outcome == OPEN)
        .order_by(from_on.desc(), entry.changed_at.desc())
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )


def _first_stage() -> Expression:
    return (
        select(Stage.id)
        .where(Stage.pipeline_id == Opportunity.pipeline_id, Stage.outcome == OPEN, Stage.deleted.is_(False))
        .order_by(Stage.position, Stage.id)
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )
