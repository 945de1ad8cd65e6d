"""Segments: make one by a rule, keep who belongs to it on a day, delete it."""

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.models import Segment, SegmentRun
from crm_desktop.operations import records
from crm_desktop.storage.database import UnitOfWork

LONGEST = 60


def create_segment(work: UnitOfWork, name: str, rule: str) -> str:
    """A segment by its rule; returns its id."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Invalid({"name": Message("Give the segment a name of 1 to {most} characters.", most=LONGEST)})
    known = work.session.scalars(select(Segment).where(Segment.deleted.is_(False)))
    if any(fold(each.name) == fold(name) for each in known):
        raise Invalid({"name": Message("There is a segment “{name}” already. Choose another name.", name=name)})
    segment = Segment(id=work.new_id(), name=name, rule=rule, owner_id=work.viewer.user_id or None)
    work.session.add(segment)
    return segment.id


def delete_segment(work: UnitOfWork, segment_id: str) -> None:
    """Delete a segment with all its runs; undo brings both back."""
    kept = select(SegmentRun.id).where(SegmentRun.segment_id == segment_id, SegmentRun.deleted.is_(False))
    records.delete(work, SegmentRun, work.session.scalars(kept).all())
    records.delete(work, Segment, [segment_id])


def keep_run(work: UnitOfWork, segment_id: str, run_on: date, rule_version: str, members: Mapping[str, str]) -> str:
    """Keep who belongs to a segment on a day; a later run of that day takes the place of the earlier one.

    Only whoever sees all customers may: a run with some of them would look as if the others had left.
    """
    if not work.viewer.reads_all:
        raise NotAllowed(Message("A run holds all customers. Ask somebody who may see all of them to make it."))
    records.find(work, Segment, segment_id)
    values = {
        "rule_version": rule_version,
        "members": json.dumps(dict(sorted(members.items())), ensure_ascii=False),
    }
    run_id = SegmentRun.id_of(segment_id, run_on)
    run = work.session.get(SegmentRun, run_id)
    if run is None:
        work.session.add(SegmentRun(id=run_id, segment_id=segment_id, run_on=run_on, **values))
    else:
        records.apply(work, run, {**values, "deleted": False})
    return run_id
