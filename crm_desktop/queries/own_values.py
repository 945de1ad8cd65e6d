"""What SQL tells of one field that a company added: its value on each record, stored, computed or rolled up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Float, Text, case, cast, func, literal, null, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.formula import FormulaError, parse
from crm_desktop.core.i18n import LANGUAGES, Message, Translator
from crm_desktop.core.money import E6, minor_digits
from crm_desktop.core.text import fold
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import ENTITY_OF, CustomValue, Synced, User
from crm_desktop.models.base import Day, Flag
from crm_desktop.queries import custom_field as own
from crm_desktop.queries import own_formula as formula
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import CustomFieldView
from crm_desktop.queries.list_field import (
    CHOICE,
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERSON,
    TEXT,
    UTC_OFFSET,
    Field,
    Kept,
)
from crm_desktop.queries.names import name_of
from crm_desktop.queries.own_formula import Piece

_LIST_TYPES = {
    own.INTEGER: NUMBER,
    own.DECIMAL: NUMBER,
    own.PERCENT: NUMBER,
    own.MONEY: MONEY,
    own.DATE: DATE,
    own.MOMENT: DATE,
    own.CHOICE: CHOICE,
    own.CHOICES: CHOICE,
    own.FLAG: FLAG,
    own.USER: PERSON,
}
_PIECES = {
    own.INTEGER: formula.NUMBER,
    own.DECIMAL: formula.NUMBER,
    own.PERCENT: formula.NUMBER,
    own.MONEY: formula.NUMBER,
    own.DATE: formula.DAY,
    own.MOMENT: formula.DAY,
    own.FLAG: formula.FLAG,
}
# Formulas that ask for formulas double their SQL at each level; merging may bring what saving refuses.
MOST_LEVELS = 5
# A worked out value is asked for by those that roll up: (field) → SQL.
RollUp = Callable[[CustomFieldView], Any]


@dataclass(frozen=True)
class Surroundings:
    """What the values of a kind of record are told from: its entity, all its own fields, those of its list, money.

    What others are called is told as far as the viewer sees them.
    """

    viewer: Viewer
    entity: type[Synced]
    own: tuple[CustomFieldView, ...]
    listed: tuple[Field, ...]
    currency: str
    roll_up: RollUp


def own_field(of: CustomFieldView, value: Any, currency: str, viewer: Viewer = SYSTEM) -> Field:
    """A field as a list sorts, filters and groups by it; `value` is its SQL on each record."""
    kept = None if of.is_worked_out else _kept(of, viewer)
    order: Any = None
    choices: str | None = None
    told: Any = None
    if kept is not None and of.type not in (own.CHOICE, own.USER, own.REFERENCE):
        told = select(kept.record.label("record"), kept.value.label("value")).where(kept.where, kept.value.is_not(None))
    if of.type == own.CHOICE:
        choices = of.key
        places: dict[Any, int] = {name: place for place, name in enumerate(of.options)}
        order = case(places, value=value, else_=len(places)) if places else None
        order = None if order is None else case((value.is_(None), None), else_=order)
    elif of.type == own.CHOICES:
        choices = of.key
    elif of.type == own.USER:
        choices, order = "users", name_of(User, value)
    return Field(
        of.key,
        of.title,
        _LIST_TYPES.get(of.type, TEXT),
        value,
        choices=choices,
        order=order,
        told=told,
        is_instant=of.type == own.MOMENT,
        kept=kept,
        several=of.type == own.CHOICES,
        millionths=of.type in own.MILLIONTHS,
        share=of.type == own.PERCENT,
        currency=(of.currency or currency) if of.type == own.MONEY else "",
    )


def described(of: CustomFieldView, currency: str) -> Field:
    """The field as a list knows it, without its value."""
    return own_field(of, null(), currency)


def cell_of(of: CustomFieldView, value: Any) -> Any:
    """The value as a row of a list holds it."""
    if of.type == own.DATE:
        return type_coerce(value, Day())
    return type_coerce(value, Flag()) if of.type == own.FLAG else value


def value_of(of: CustomFieldView, around: Surroundings, asked: tuple[str, ...] = ()) -> Any:
    """The SQL of a field's value; `asked` are the fields whose formulas ask for it. What cannot be told is missing."""
    if of.rollup:
        return around.roll_up(of)
    if of.formula:
        return as_kept(of, piece_of_formula(of, around, asked), around.currency)
    return _stored(of, around.entity, around.viewer)


def piece_of_formula(of: CustomFieldView, around: Surroundings, asked: tuple[str, ...] = ()) -> Piece:
    """What the formula of a field comes to; refused with a sentence."""
    if of.id in asked:
        raise FormulaError(Message("The formula of “{name}” leads back to itself.", name=of.title))
    if len(asked) >= MOST_LEVELS:
        raise too_deep(of)
    names = names_of(around)

    def find(name: str) -> Piece:
        found = names.get(fold(name))
        if found is None:
            raise FormulaError(Message("There is no field “{name}” here.", name=name))
        if isinstance(found, Field):
            return _piece_of_listed(found, around.currency)
        value = value_of(found, around, (*asked, of.id))
        return _piece(found, value, around.currency)

    return formula.compiled(parse(of.formula or ""), find)


def too_deep(of: CustomFieldView) -> FormulaError:
    """Why a field that stands on formulas that stand on others has no value."""
    text = Message(
        "“{name}” asks for formulas over more than {count} levels. Ask for fewer.", name=of.title, count=MOST_LEVELS
    )
    return FormulaError(text)


def names_of(around: Surroundings) -> Mapping[str, Field | CustomFieldView]:
    """What a formula may ask for, by its names in every language and its key; own fields before those of the list."""
    found: dict[str, Field | CustomFieldView] = {}
    translators = [Translator(language) for language in LANGUAGES]
    for each in around.listed:
        if each.through is None and each.condition is None:
            for name in (each.key, *(translator.t(each.title) for translator in translators)):
                found.setdefault(fold(name), each)
    for one in around.own:
        for name in (one.code, one.name_en, one.name_zh):
            found[fold(name)] = one
    return found


def as_kept(of: CustomFieldView, piece: Piece, currency: str) -> Any:
    """A piece of a formula as a value of the field's type: whole units, millionths, minor units."""
    wanted = _PIECES.get(of.type, formula.TEXT)
    if wanted == formula.TEXT:
        if piece.kind == formula.TEXT or not piece.kind:
            return type_coerce(piece.sql, Text)
        raise FormulaError(Message("The formula gives no text. Choose another type, or put text(…) around it."))
    if piece.kind not in (wanted, "") or of.type == own.MOMENT:
        raise FormulaError(Message("The formula gives {found}. Choose a type that fits.", found=_said(piece)))
    if wanted == formula.FLAG:
        return case((piece.sql == 1, 1), (piece.sql == 0, 0), else_=None)
    if wanted == formula.DAY:
        return type_coerce(piece.sql, Text)
    units = _units(of, currency)
    rounded = func.round(piece.sql * units if units != 1 else piece.sql)
    return cast(rounded, BigInteger)


def _said(piece: Piece) -> Message:
    return {
        formula.NUMBER: Message("a number"),
        formula.TEXT: Message("a text"),
        formula.DAY: Message("a date"),
        formula.FLAG: Message("yes or no"),
    }[piece.kind]


def _piece(of: CustomFieldView, value: Any, currency: str) -> Piece:
    kind = _PIECES.get(of.type, formula.TEXT)
    if of.type == own.MOMENT:
        return Piece(_day_of(value), kind)
    if kind == formula.NUMBER:
        return Piece(_in_units(value, _units(of, currency)), kind)
    if of.type == own.USER:
        return Piece(name_of(User, value), formula.TEXT)
    return Piece(type_coerce(value, Text) if kind != formula.FLAG else value, kind)


def _piece_of_listed(of: Field, currency: str) -> Piece:
    """A field of the list as a formula sees it; what is chosen, by its name."""
    if of.type == DATE:
        return Piece(_day_of(of.value) if of.is_instant else type_coerce(of.value, Text), formula.DAY)
    if of.type == FLAG:
        return Piece(type_coerce(of.value, BigInteger), formula.FLAG)
    if of.type == MONEY:
        return Piece(_in_units(of.value, 10 ** minor_digits(currency)), formula.NUMBER)
    if of.type == NUMBER:
        return Piece(
            _in_units(of.value, E6 if of.key.endswith("_e6") or of.key == "probability" else 1), formula.NUMBER
        )
    if of.type == PERSON:
        return Piece(name_of(User, of.value), formula.TEXT)
    if of.type == CHOICE and of.choices in ("customers", "contacts") and of.order is not None:
        return Piece(of.order, formula.TEXT)
    return Piece(type_coerce(of.value, Text), formula.TEXT)


def _in_units(value: Any, units: int) -> Any:
    return cast(value, Float) if units == 1 else cast(value, Float).op("/", return_type=Float())(literal(float(units)))


def _units(of: CustomFieldView, currency: str) -> int:
    if of.type == own.MONEY:
        return int(10 ** minor_digits(of.currency or currency))
    return E6 if of.type in own.MILLIONTHS else 1


def _day_of(instant: Any) -> Any:
    return func.date((instant + UTC_OFFSET) / 1000, "unixepoch", type_=Text)


def _column(of: CustomFieldView, row: Any) -> Any:
    if of.type in own.IN_NUMBERS:
        return row.int_value
    return row.text_value


def _referred(of: CustomFieldView, value: Any, viewer: Viewer) -> Any:
    """What the record of an id is called; nothing when it is not the viewer's to see."""
    kind = of.refers_to or "customer"
    entity: Any = ENTITY_OF[kind]
    column = own.NAME_COLUMN.get(kind, "name")
    scope = rights.visible(entity, viewer)
    if scope is None:
        return name_of(entity, value, column)
    other: Any = aliased(entity)
    is_seen = select(entity.id).where(entity.id == other.id, scope).correlate(other).exists()
    named = select(getattr(other, column)).where(other.id == value, is_seen)
    return named.correlate_except(other).scalar_subquery()


def _stored(of: CustomFieldView, entity: Any, viewer: Viewer) -> Any:
    row = aliased(CustomValue)
    found = (
        select(_column(of, row))
        .where(row.field_id == of.id, row.record_id == entity.id, row.deleted.is_(False))
        .correlate_except(row)
        .scalar_subquery()
    )
    if of.type == own.REFERENCE:
        return _referred(of, found, viewer)
    return cell_of(of, found)


def _kept(of: CustomFieldView, viewer: Viewer) -> Kept:
    row = aliased(CustomValue)
    value = _column(of, row)
    value = _referred(of, value, viewer) if of.type == own.REFERENCE else cell_of(of, value)
    return Kept(row.record_id, value, (row.field_id == of.id) & row.deleted.is_(False))


def by_place(fields: Sequence[CustomFieldView]) -> list[CustomFieldView]:
    """Fields in their order."""
    return sorted(fields, key=lambda each: (each.position, each.id))
