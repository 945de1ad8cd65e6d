"""What every part of the sample shares while it is made."""

from collections.abc import Sequence
from datetime import date, timedelta

from crm_desktop.core.working_time import WorkingTime
from crm_desktop.models import Synced
from crm_desktop.operations.sample.days import Days
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.firm import Firm
from crm_desktop.operations.sample.rows import Row, Rows

# Longer than the sample looks back, so that nothing is left out of a full one.
LONGEST_DAYS = 10 * 365


class Scene:
    """Chance, calendar, company and the rows so far; and the few things that are remembered from part to part."""

    REMEMBERED = 2_000

    def __init__(
        self, dice: Dice, chance: Dice, money: Dice, days: Days, rows: Rows, firm: Firm, fullness: float
    ) -> None:
        self.dice, self.days, self.rows, self.firm = dice, days, rows, firm
        # What came to the sample later has a chance of its own: customers, deals and orders stay as they were.
        self.luck, self.money = chance, money
        # How much is told of a usual customer: 1 in a small sample, which is full of life.
        self.fullness = fullness
        # A firm with very many customers brought most of them from an earlier program, which kept the stages alone.
        self.recorded_from = days.opening(days.today - timedelta(days=int(fullness**3 * LONGEST_DAYS)))
        self.names: set[str] = set()
        self.dealers: list[str] = []
        # Customers that went with the one hand-over of the firm, and how many each person protected by hand.
        self.handed: list[Row] = []
        self.protected: dict[str, int] = {}
        # Surveys with the day they began and their questions; the firm's own kind of record.
        self.surveys: list[tuple[str, date, list[Row]]] = []
        self.instrument_id = ""
        # The campaign that is running, and when it began.
        self.calls: tuple[str, date] = ("", days.today)
        # Contracts that ask for approval, how many were drawn up, the lines and last invoice of each of a customer.
        self.submitted: list[Row] = []
        self.drawn_up = 0
        self.served: dict[str, Sequence[Row]] = {}
        self.invoiced: dict[str, Row] = {}
        # When service works, once it was asked for.
        self.working: WorkingTime | None = None
        # Firms big enough to have branches: id, short name and domain; Chinese ones, English ones.
        self.heads: tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]] = ([], [])

    def note(
        self, entity: type[Synced], record_id: str, field: str, value: str | None, on: date, at_ms: int,
        by_id: str | None, dice: Dice | None = None,
    ) -> Row | None:  # fmt: skip
        """A row of history, unless it would be older than the records of the program."""
        if at_ms < self.recorded_from and field != "stage":
            return None
        entry_id = (dice or self.dice).id_at(at_ms)
        return self.rows.note(entity, record_id, field, value, on, at_ms, by_id, entry_id)
