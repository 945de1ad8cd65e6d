"""The kinds of records that a company added: what they are called, their icon, and in which order they stand."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm_desktop.core.i18n import OwnName
from crm_desktop.models import CustomKind, CustomRecord, Parameter
from crm_desktop.models.customising import own_kind
from crm_desktop.storage.database import Reading

ICON = "package"


@dataclass(frozen=True)
class OwnKind:
    """A kind of record that the company added."""

    id: str
    code: str
    name_en: str
    name_zh: str
    plural_en: str | None = None
    icon: str = ICON
    position: int = 0

    @property
    def kind(self) -> str:
        """What its records are called wherever kinds of records are told apart; its page is called so, too."""
        return own_kind(self.id)

    @property
    def one(self) -> OwnName:
        """What one of them is called."""
        return OwnName(self.name_en, self.name_zh)

    @property
    def title(self) -> OwnName:
        """What all of them are called."""
        return OwnName(self.plural_en or self.name_en, self.name_zh)


def own_kinds(reading: Reading) -> tuple[OwnKind, ...]:
    """The kinds in their order."""
    statement = select(CustomKind).where(CustomKind.deleted.is_(False))
    ordered = statement.order_by(CustomKind.position, CustomKind.name_en, CustomKind.id)
    return tuple(_view(each) for each in reading.session.scalars(ordered))


def record_count(reading: Reading, kind_id: str) -> int:
    """How many records of a kind there are, whoever sees them."""
    statement = select(func.count()).where(CustomRecord.kind_id == kind_id, CustomRecord.deleted.is_(False))
    return reading.session.scalar(statement) or 0


def kind_of_record(reading: Reading, record_id: str) -> str:
    """The kind that an own record is of; empty when there is no such record."""
    found = reading.plain("SELECT kind_id FROM custom_record WHERE id = ?", (record_id,))
    return own_kind(found[0][0]) if found else ""


def number_pattern(reading: Reading, kind: str) -> str | None:
    """The pattern of the numbers that records of a kind get by themselves; none when somebody types them."""
    return reading.session.scalar(select(Parameter.value).where(Parameter.id == Parameter.id_of(f"number.{kind}")))


def _view(kind: CustomKind) -> OwnKind:
    return OwnKind(
        kind.id, kind.code, kind.name_en, kind.name_zh, kind.plural_en, kind.icon or ICON, kind.position or 0
    )
