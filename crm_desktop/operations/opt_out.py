"""Noting that somebody does not want to be reached, or does again."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from crm_desktop.models import Contact, Customer, Lead
from crm_desktop.operations import records
from crm_desktop.queries.opt_out import EVERY_WAY, FLAGS
from crm_desktop.storage.database import Reading, UnitOfWork

Kind = type[Contact] | type[Customer] | type[Lead]
KINDS: dict[str, Kind] = {"customer": Customer, "contact": Contact, "lead": Lead}


@dataclass(frozen=True)
class OptOutDraft:
    """What somebody refuses: advertising at all, or single ways."""

    is_opted_out: bool = False
    no_phone: bool = False
    no_mail: bool = False
    no_post: bool = False
    no_message: bool = False


def opt_out_draft(reading: Reading, kind: str, record_id: str) -> OptOutDraft:
    """What a form edits of what somebody refuses."""
    record = records.find(reading, KINDS[kind], record_id)
    return OptOutDraft(**{each.name: bool(getattr(record, each.name, None)) for each in fields(OptOutDraft)})


def set_opt_outs(
    work: UnitOfWork, kind: str, ids: Iterable[str], draft: OptOutDraft, loaded: OptOutDraft | None = None
) -> int:
    """Note what some people refuse by now: what differs from `loaded` is written. Returns how many records changed."""
    before = loaded or OptOutDraft()
    names = [each.name for each in fields(draft) if getattr(draft, each.name) != getattr(before, each.name)]
    changed = 0
    for record in records.find_all_to_change(work, KINDS[kind], ids):
        values = {name: getattr(draft, name) for name in names if hasattr(record, name)}
        wanted = {name: value for name, value in values.items() if bool(getattr(record, name)) != value}
        changed += bool(records.apply(work, record, wanted))
    return changed


def opt_out(work: UnitOfWork, kind: Kind, record_id: str, channel: str | None = None) -> bool:
    """Note that a customer, contact or lead refuses a way; without one, advertising at all. Whether that is new.

    Ways that nobody can refuse by themselves, such as a visit, count as all, and so does every way of a lead.
    """
    record: Any = records.find_to_change(work, kind, record_id)
    name = FLAGS.get(channel or "", EVERY_WAY)
    name = name if hasattr(record, name) else EVERY_WAY
    if getattr(record, name):
        return False
    setattr(record, name, True)
    return True
