"""The field a value is edited with in place: the same kinds of fields as in the forms."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.detail_content import Edit, Fact, Kind
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.fields import (
    DateField,
    EmailField,
    Field,
    IntegerField,
    LineField,
    MoneyField,
    NoteField,
    PhoneField,
    StarsField,
    TagsField,
    WebField,
)

_Maker = Callable[[PageContext, Fact, Edit, Any, Mapping[str, str]], Field]
_NOTE_LINES = 4


def inline_field(context: PageContext, fact: Fact, edit: Edit, draft: Any, names: Mapping[str, str]) -> Field:
    """The field for one value of a draft; `names` are those of the records the draft refers to."""
    return _MAKERS[edit.kind](context, fact, edit, draft, names)


def _line(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return LineField(context.theme, fact.label, required=edit.required, max_length=edit.most)


def _note(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return NoteField(context.theme, fact.label, required=edit.required, max_length=4000, lines=_NOTE_LINES)


def _phone(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return PhoneField(context.theme, fact.label, required=edit.required)


def _email(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return EmailField(context.theme, fact.label, required=edit.required)


def _web(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return WebField(context.theme, fact.label, required=edit.required)


def _date(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return DateField(context.theme, fact.label, today=context.today, required=edit.required)


def _money(context: PageContext, fact: Fact, edit: Edit, draft: Any, _names: Mapping[str, str]) -> Field:
    currency = getattr(draft, edit.of, None) or context.currency
    return MoneyField(context.theme, fact.label, currency=currency, required=edit.required)


def _integer(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return IntegerField(context.theme, fact.label, required=edit.required, least=0)


def _stars(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return StarsField(context.theme, fact.label, required=edit.required)


def _choice(context: PageContext, fact: Fact, edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return choice(context, fact.label, edit.of, required=edit.required, empty=not edit.required)


def _lookup(context: PageContext, fact: Fact, edit: Edit, _draft: Any, names: Mapping[str, str]) -> Field:
    return lookup(context, fact.label, edit.of, names, required=edit.required)


def _tags(context: PageContext, fact: Fact, _edit: Edit, _draft: Any, _names: Mapping[str, str]) -> Field:
    return TagsField(context.theme, fact.label)


_MAKERS: dict[Kind, _Maker] = {
    Kind.LINE: _line,
    Kind.NOTE: _note,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.WEB: _web,
    Kind.DATE: _date,
    Kind.MONEY: _money,
    Kind.INTEGER: _integer,
    Kind.STARS: _stars,
    Kind.CHOICE: _choice,
    Kind.LOOKUP: _lookup,
    Kind.TAGS: _tags,
}
