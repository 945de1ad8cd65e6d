"""What every part of the sample shares while it is made."""

from datetime import date, timedelta

from crm_desktop.models import Synced
from crm_desktop.operations.sample.days import Days
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.firm import Firm
from crm_desktop.operations.sample.rows import Rows

# Longer than the sample looks back, so that nothing is left out of a full one.
LONGEST_DAYS = 10 * 365


class Scene:
    """Chance, calendar, company and the rows so far; and the few things that are remembered from part to part."""

    REMEMBERED = 2_000

    def __init__(self, dice: Dice, days: Days, rows: Rows, firm: Firm, fullness: float) -> None:
        self.dice, self.days, self.rows, self.firm = dice, days, rows, firm
        # How much is told of a usual customer: 1 in a small sample, which is full of life.
        self.fullness = fullness
        # A firm with very many customers brought most of them from an earlier program, which kept the stages alone.
        self.recorded_from = days.opening(days.today - timedelta(days=int(fullness**3 * LONGEST_DAYS)))
        self.names: set[str] = set()
        self.dealers: list[str] = []
        # Firms big enough to have branches: id, short name and domain; Chinese ones, English ones.
        self.heads: tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]] = ([], [])

    def note(
        self, entity: type[Synced], record_id: str, field: str, value: str | None, on: date, at_ms: int,
        by_id: str | None,
    ) -> None:  # fmt: skip
        """A row of history, unless it would be older than the records of the program."""
        if at_ms < self.recorded_from and field != "stage":
            return
        self.rows.note(entity, record_id, field, value, on, at_ms, by_id, self.dice.id_at(at_ms))
