"""The roles of the company as their settings show them: what each allows and keeps from its people, and who has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.core.i18n import N_, OwnName
from crm_desktop.core.viewer import HIDDEN, MASKED, READ_ONLY
from crm_desktop.models import ENTITY_OF, CustomField, Parameter, User
from crm_desktop.models.dictionary import OWN_KINDS
from crm_desktop.models.limited_fields import AMOUNT, LimitedField, limited_fields, own_limit
from crm_desktop.queries.own_kind import own_kinds
from crm_desktop.queries.user import RoleView, roles
from crm_desktop.queries.viewer import POOL_HIDDEN, field_rights
from crm_desktop.storage.database import Reading

# With what deals are worth goes all that tells it: named after all that is kept.
_ALL_AMOUNTS = (N_("Deals, contracts, orders, payments"), N_("All amounts"))


@dataclass(frozen=True)
class RoleCard:
    """A role, the names of its people who act, how many have it in all, and the fields it is kept from."""

    role: RoleView
    people: tuple[str, ...]
    count: int
    hidden: tuple[str, ...]
    read_only: tuple[str, ...]
    masks_phones: bool


@dataclass(frozen=True)
class LimitableField:
    """A field that can be limited: its name, what its kind of record is called, and its title, both to be translated.

    Without a title it is all that there is of an own kind.
    """

    key: str
    kind: str
    title: str = ""


def role_cards(reading: Reading) -> list[RoleCard]:
    """Every role, the one with most rights first."""
    stored: dict[str, str | None] = dict(reading.plain("SELECT id, field_rights FROM role"))
    people: dict[str, list[tuple[str, bool]]] = {}
    found = select(User.role_id, User.name, User.is_active).where(User.deleted.is_(False)).order_by(User.name, User.id)
    for role_id, name, is_active in reading.session.execute(found):
        people.setdefault(role_id, []).append((name, is_active))
    return [_card(each, people.get(each.id, []), field_rights(stored.get(each.id))) for each in roles(reading)]


def limitable(reading: Reading) -> list[LimitableField]:
    """The fields that a role can be kept from, those of the company among them."""
    own = select(CustomField).where(CustomField.deleted.is_(False)).order_by(CustomField.position, CustomField.id)
    added = own_kinds(reading)
    kinds = {each: ENTITY_OF[each].__title__ for each in OWN_KINDS} | {each.kind: each.one for each in added}
    return [
        *(LimitableField(each.key, *_called(each)) for each in limited_fields().values()),
        *(
            LimitableField(
                own_limit(each.record_kind, each.id), kinds[each.record_kind], OwnName(each.name_en, each.name_zh)
            )
            for each in reading.session.scalars(own)
            if each.record_kind in kinds
        ),
        *(LimitableField(each.kind, each.title) for each in added),
    ]


def pool_hidden(reading: Reading) -> tuple[str, ...]:
    """The fields of customers in the public pool that only managers see."""
    found = reading.session.scalar(select(Parameter.value).where(Parameter.id == Parameter.id_of(POOL_HIDDEN)))
    return tuple((found or "").split())


def _called(field: LimitedField) -> tuple[str, str]:
    return _ALL_AMOUNTS if field.key == AMOUNT else (ENTITY_OF[field.kind].__title__, field.title)


def _card(role: RoleView, people: Sequence[tuple[str, bool]], limits: dict[str, str]) -> RoleCard:
    def of(mode: str) -> tuple[str, ...]:
        return tuple(sorted(key for key, each in limits.items() if each == mode))

    names = tuple(name for name, is_active in people if is_active)
    return RoleCard(role, names, len(people), of(HIDDEN), of(READ_ONLY), bool(of(MASKED)))
