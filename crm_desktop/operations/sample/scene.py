"""What every part of the sample shares while it is made."""

from datetime import date

from crm_desktop.models import Synced
from crm_desktop.operations.sample.days import Days
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.firm import Firm
from crm_desktop.operations.sample.rows import Rows


class Scene:
    """Chance, calendar, company and the rows so far; and the few things that are remembered from part to part."""

    REMEMBERED = 2_000

    def __init__(self, dice: Dice, days: Days, rows: Rows, firm: Firm, density: float) -> None:
        self.dice, self.days, self.rows, self.firm = dice, days, rows, firm
        # How much happens with each customer; a small sample is full of life, a large one need not be.
        self.density = density
        self.names: set[str] = set()
        self.dealers: list[str] = []
        # Firms big enough to have branches: id, short name and domain; Chinese ones, English ones.
        self.heads: tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]] = ([], [])

    def note(
        self, entity: type[Synced], record_id: str, field: str, value: str | None, on: date, at_ms: int,
        by_id: str | None,
    ) -> None:  # fmt: skip
        """A row of history."""
        self.rows.note(entity, record_id, field, value, on, at_ms, by_id, self.dice.id_at(at_ms))
