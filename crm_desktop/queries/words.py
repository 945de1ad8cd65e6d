"""Stored values in the words people use: names for ids, money with its currency, days, yes and no."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, select

from crm_desktop.core import form_layout, formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Translator
from crm_desktop.core.money import from_e6
from crm_desktop.models import ENTITY_OF, Parameter, Synced
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.dictionary import name_in
from crm_desktop.queries import rights
from crm_desktop.queries.choices import choices
from crm_desktop.queries.kind_titles import kind_title
from crm_desktop.queries.layout_words import LayoutWords
from crm_desktop.queries.states import STATE_OF
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import Reading

_SHARES = frozenset({"probability_e6", "discount_e6", "share_e6", "tax_rate_e6", "weight_e6"})
# In place of the name of a record that the viewer may not see.
NOT_YOURS = N_("(not yours to see)")
_NAMES = ("name", "number", "label")
# So many columns tell one row from its like where none is a name: the currency and the day of an exchange rate.
_TELLING = 2


class Words:
    """Turns stored values into what people call them: names for ids, money with its currency, days, yes and no."""

    def __init__(self, reading: Reading, language: str) -> None:
        self._reading = reading
        self._language = language
        self._translator = Translator(language)
        self._choices = choices(reading)
        self._names: dict[tuple[str, str], str] = {}
        self.layouts = LayoutWords(self._choices, language)

    def title(self, text: str) -> str:
        """The title of a column in the language."""
        return self._translator.t(text)

    def kind_title(self, table: str, record_id: str) -> str:
        """What the kind of a record is called, to be translated."""
        return kind_title(self._reading, table, record_id)

    def person(self, user_id: str | None) -> str:
        """Who acted; the program itself has no id."""
        name = self.name("app_user", user_id) if user_id else None
        return name or self._translator.t("The program")

    def value(self, entity: type[Synced], column: Column[Any], value: Any, row: Mapping[str, Any]) -> str | None:
        """A stored value of a column as text; `row` are the other values of that moment."""
        if value is None or value == "":
            return None
        if (state := STATE_OF.get((entity.__tablename__, column.name))) is not None:
            return self._choices.state(state, str(value), self._language)
        if column.foreign_keys:
            (target,) = column.foreign_keys
            return self.name(target.column.table.name, str(value)) or str(value)
        if isinstance(column.type, Flag):
            return self._translator.t("yes") if value else self._translator.t("no")
        if isinstance(column.type, Day):
            return formats.day_far(Day().process_result_value(value, None), self._language)  # type: ignore[arg-type]  # a Day needs no dialect
        if isinstance(value, int):
            return self._number(column.name, value, row)
        if entity is Parameter and (layout := form_layout.read(str(value))) is not None:
            return self.layouts.text(str(row.get("name") or ""), layout)
        return str(value)

    def _number(self, name: str, value: int, row: Mapping[str, Any]) -> str:
        if name.endswith("_at"):
            return formats.moment(moment_of(value, self._reading.zone), self._language)
        if name.endswith("_minor"):
            currency = row.get(name.replace("_minor", "_currency")) or row.get("currency") or self._reading.currency
            return formats.money(value, str(currency), symbol=True)
        if name in _SHARES:
            return formats.percent(from_e6(value))
        if name.endswith("_e6"):
            return f"{from_e6(value):f}"
        return str(value) if name.endswith("year") else formats.integer(value)

    def name(self, table: str, record_id: str) -> str | None:
        """What a record is called; None when nothing is known of it. One out of sight is not called by its name."""
        known = self._choices.name(record_id, self._language)
        if known is not None:
            return known
        if (table, record_id) not in self._names:
            self._names[table, record_id] = self._read_name(table, record_id)
        return self._names[table, record_id] or None

    def _read_name(self, table: str, record_id: str) -> str:
        entity = ENTITY_OF[table]
        if not rights.sees(self._reading, entity, record_id):
            return self.title(NOT_YOURS)
        columns, fields = table_of(entity).c, entity.__search__
        if "name_en" in columns:
            row = self._reading.session.execute(
                select(columns.name_en, columns.name_zh).where(columns.id == record_id)
            ).first()
            return name_in(self._language, *row) if row else ""
        title = fields.title if fields and fields.title else next((n for n in _NAMES if n in columns), None)
        if title is None:
            return self._told_by_its_columns(entity, record_id)
        return str(self._reading.session.scalar(select(columns[title]).where(columns.id == record_id)) or "")

    def _told_by_its_columns(self, entity: type[Synced], record_id: str) -> str:
        columns = [each for each in table_of(entity).c if each.comment][:_TELLING]
        names = ", ".join(each.name for each in columns)
        rows = self._reading.plain(f"SELECT {names} FROM {entity.__tablename__} WHERE id = ?", (record_id,))
        known = {each.name: value for row in rows for each, value in zip(columns, row, strict=True)}
        said = (self.value(entity, each, known.get(each.name), known) for each in columns)
        return " · ".join(text for text in said if text)
