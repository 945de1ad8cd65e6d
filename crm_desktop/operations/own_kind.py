"""The kinds of records that a company adds, such as machines or licences of customers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import CustomKind, CustomRecord
from crm_desktop.models.customising import own_kind
from crm_desktop.operations import company, drafts, records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.own_kind import ICON, number_pattern
from crm_desktop.storage import number_periods
from crm_desktop.storage.database import Reading, UnitOfWork

NAME_AT_MOST = 60
# Leaves the digits of numbers room to grow within what a number may be long.
PATTERN_AT_MOST = 40
# What a kind may look like: pictures of things that firms keep account of.
ICONS = (
    *("package", "box", "factory", "truck", "warehouse", "hard-drive", "monitor", "phone", "printer", "building-2"),
    *("store", "briefcase", "credit-card", "wallet", "receipt", "file-text", "shield-check", "award", "flag", "globe"),
    *("handshake", "link", "lock", "map-pin", "database", "layers", "tag", "zap", "calendar-clock", "users"),
)
# What files and the command line call kinds of the program; a code would hide behind one of these.
TAKEN = frozenset(
    {
        *("users", "products", "customers", "contacts", "interactions", "opportunities", "orders", "cases", "leads"),
        *("campaign_members", "tasks", "quotations", "contracts", "receivables", "receipts", "invoices", "campaigns"),
        *("surveys", "documents", "supply_links", "articles", "churn"),
    }
)
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class OwnKindDraft:
    """A kind as a form edits it; without a code it gets one made of its name.

    Records get numbers by the pattern; without one they are typed, or left out.
    """

    name_en: str = ""
    name_zh: str = ""
    plural_en: str | None = None
    code: str = ""
    icon: str = ICON
    pattern: str | None = None


def own_kind_draft(reading: Reading, kind_id: str) -> OwnKindDraft:
    """What a form edits of a kind."""
    kind = records.find(reading, CustomKind, kind_id)
    pattern = number_pattern(reading, own_kind(kind_id))
    return drafts.loaded(OwnKindDraft, kind, icon=kind.icon or ICON, pattern=pattern)


def create_own_kind(work: UnitOfWork, draft: OwnKindDraft) -> str:
    """Add a kind behind the others; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    draft = draft if draft.code.strip() else replace(draft, code=_free_code(work, draft))
    _check(work, draft)
    kind_id, last = work.new_id(), work.session.scalars(select(CustomKind.position))
    work.session.add(CustomKind(id=kind_id, position=max(last, default=-1) + 1, **_values(draft)))
    _set_pattern(work, kind_id, draft)
    return kind_id


def update_own_kind(
    work: UnitOfWork,
    kind_id: str,
    draft: OwnKindDraft,
    loaded: OwnKindDraft | None = None,
    position: int | None = None,
) -> None:
    """Rename a kind, or change how it looks and is numbered; its records stay as they are."""
    rights.require(work.viewer, ADMINISTER)
    kind = records.find_to_change(work, CustomKind, kind_id)
    _check(work, draft, kind)
    records.apply(work, kind, _values(draft), _values(loaded) if loaded else None, position)
    _set_pattern(work, kind_id, draft)


def delete_own_kinds(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete kinds with all their records, which the bin brings back with them; returns how many records."""
    rights.require(work.viewer, ADMINISTER)
    wanted = list(ids)
    records.delete(work, CustomKind, wanted)
    of = CustomRecord
    living = list(work.session.scalars(select(of.id).where(of.kind_id.in_(wanted), of.deleted.is_(False))))
    if living:
        work.update_alike(of, living, {"deleted": True})
    return len(living)


def order_own_kinds(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Show the kinds in this order."""
    rights.require(work.viewer, ADMINISTER)
    for place, kind_id in enumerate(ids):
        records.find(work, CustomKind, kind_id).position = place


def _set_pattern(work: UnitOfWork, kind_id: str, draft: OwnKindDraft) -> None:
    name, pattern = own_kind(kind_id), (draft.pattern or "").strip() or None
    if pattern != number_pattern(work, name):
        company.set_parameter(work, f"number.{name}", pattern)


def _values(draft: OwnKindDraft) -> dict[str, Any]:
    """Both names are kept, each standing in for the other; files call the kind by its code."""
    english, chinese = draft.name_en.strip(), draft.name_zh.strip()
    return {
        "name_en": english or chinese,
        "name_zh": chinese or english,
        "plural_en": (draft.plural_en or "").strip() or None,
        "code": draft.code.strip().casefold(),
        "icon": draft.icon,
    }


def _check(work: UnitOfWork, draft: OwnKindDraft, current: CustomKind | None = None) -> None:
    problems = Problems()
    if not (draft.name_en.strip() or draft.name_zh.strip()):
        problems.add("name_en", Message("Give it a name in one of the languages."))
    for name in ("name_en", "name_zh", "plural_en"):
        if len((getattr(draft, name) or "").strip()) > NAME_AT_MOST:
            problems.add(name, Message("A name has at most {count} characters.", count=NAME_AT_MOST))
    for name in _same_named(work, draft, current):
        problems.add(name, Message("Another kind of records is called so. Choose a different name."))
    problems.one_of("icon", draft.icon, ICONS)
    code = draft.code.strip().casefold()
    if not _CODE.fullmatch(code):
        problems.add("code", Message("Write a code of letters, digits and _, such as {example}.", example="machines"))
    elif len(code) > NAME_AT_MOST:
        problems.add("code", Message("Write {most} characters at most.", most=NAME_AT_MOST))
    elif code in TAKEN or _is_taken(work, code, current):
        problems.add("code", Message("Other records have this code. Choose a different one."))
    pattern = (draft.pattern or "").strip()
    if len(pattern) > PATTERN_AT_MOST:
        problems.add("pattern", Message("Write {most} characters at most.", most=PATTERN_AT_MOST))
    elif pattern and "#" not in pattern:
        problems.add("pattern", Message("Write a pattern with # for the digits, such as C-#####."))
    elif pattern and (wrong := number_periods.complaint(pattern)) is not None:
        problems.add("pattern", wrong)
    problems.refuse()


def _same_named(work: UnitOfWork, draft: OwnKindDraft, current: CustomKind | None) -> Iterator[str]:
    """The names that another kind has, in either language: nobody could tell their pages, forms and files apart.

    What a kind is called already stays, for two laptops may have called theirs alike.
    """
    other = CustomKind.id != (current.id if current else "")
    kinds = list(work.session.scalars(select(CustomKind).where(CustomKind.deleted.is_(False), other)))
    of_one = {fold(each) for kind in kinds for each in (kind.name_en, kind.name_zh)}
    of_many = {fold(each) for kind in kinds for each in (kind.plural_en or kind.name_en, kind.name_zh)}
    for name, taken in (("name_en", of_one), ("name_zh", of_one), ("plural_en", of_many)):
        said = fold(getattr(draft, name) or "")
        if said in taken and said and said != fold((current and getattr(current, name)) or ""):
            yield name


def _free_code(work: UnitOfWork, draft: OwnKindDraft) -> str:
    """A code that says what the kind is called, as far as that has letters of files."""
    words = re.findall(r"[a-z0-9]+", (draft.plural_en or draft.name_en).casefold())
    stem = "_".join(words)[: NAME_AT_MOST - 5].lstrip("0123456789_") or "own"
    codes = (stem if number == 1 else f"{stem}_{number}" for number in count(1))
    return next(code for code in codes if code not in TAKEN and not _is_taken(work, code, None))


def _is_taken(work: UnitOfWork, code: str, current: CustomKind | None) -> bool:
    other = CustomKind.id != (current.id if current else "")
    statement = select(CustomKind.id).where(CustomKind.code == code, CustomKind.deleted.is_(False), other)
    return work.session.scalar(statement.limit(1)) is not None
