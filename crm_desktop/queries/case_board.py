"""The cases of a list as a board: a column for each status, with the ids of its cards and the first few of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, func, type_coerce

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models import ServiceCase
from crm_desktop.models.service_case import ARCHIVED, STATUSES
from crm_desktop.queries.board import FIRST_CARDS
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.service_case import IS_NEARLY_LATE, IS_OVERDUE, SERVICE_CASES, ServiceCaseRow
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class CaseStatus:
    """A status as a place on the board; `id` is its code."""

    id: str


@dataclass(frozen=True)
class CaseColumn:
    """A status with its cases: how many of them are late, and how many are about to be."""

    stage: CaseStatus
    ids: bytes
    cards: tuple[ServiceCaseRow, ...]
    late: int
    nearly_late: int

    @property
    def count(self) -> int:
        """How many cases stand here."""
        return len(self.ids) // 16


@dataclass(frozen=True)
class CaseBoard:
    """Every status in its order; that of archived cases has a column when the list holds any."""

    columns: tuple[CaseColumn, ...]

    @property
    def count(self) -> int:
        """How many cases the board holds."""
        return sum(column.count for column in self.columns)


def case_board(reading: Reading, spec: ListSpec) -> CaseBoard:
    """The board of a list."""
    cases = with_own(reading, SERVICE_CASES)
    # As numbers: the sum of flags would be one itself.
    figures = (func.sum(type_coerce(each, BigInteger)) for each in (IS_OVERDUE, IS_NEARLY_LATE))
    # Archived cases are never late; to ask each of very many would take its time.
    open_ones = spec.where(Filter("status", "is_not", ARCHIVED))
    told = cases.selected(reading, open_ones, ServiceCase.status, *figures).group_by(ServiceCase.status)
    late = {status: (overdue, nearly) for status, overdue, nearly in reading.fetch(told, reading.moment)}
    columns = []
    for status in STATUSES:
        ids = cases.ids(reading, spec.grouped_by(None).where(Filter("status", "is", status)))
        first = [ids[at : at + 16].hex() for at in range(0, min(len(ids), 16 * FIRST_CARDS), 16)]
        if ids or status != ARCHIVED:
            columns.append(
                CaseColumn(CaseStatus(status), ids, tuple(case_cards(reading, first)), *late.get(status, (0, 0)))
            )
    return CaseBoard(tuple(columns))


def case_cards(reading: Reading, ids: Sequence[str]) -> list[ServiceCaseRow]:
    """The cards of these cases, in their order; those that are gone or out of scope are left out."""
    return SERVICE_CASES.rows(reading, ids)
