"""What a record holds in the fields that its company added, for the last tab of the detail side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, listed, tr
from crm_desktop.core.money import E6
from crm_desktop.queries.custom_field import (
    FLAG,
    INTEGER,
    MOMENT,
    MONEY,
    PERCENT,
    REFERENCE,
    USER,
    CustomValueView,
)
from crm_desktop.ui.detail_content import DetailContent, Fact, Section
from crm_desktop.ui.links import mailto, tel, web
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.form import EXTRA


def with_own(content: DetailContent, values: Sequence[CustomValueView], context: PageContext) -> DetailContent:
    """The content with a section of what has a value."""
    facts = tuple(_fact(each, context) for each in values if each.value not in (None, "", ()))
    if not facts or not content.tabs:
        return content
    last = content.tabs[-1]
    own = replace(last, sections=(*last.sections, Section(N_("Own fields"), facts)))
    return replace(content, tabs=(*content.tabs[:-1], own))


def in_words(of: CustomValueView, context: PageContext) -> str:
    """A value as people read it."""
    value, kind = of.value, of.field.type
    if kind == REFERENCE:
        return of.text or tr("No longer there")
    if isinstance(value, tuple):
        return listed(value)
    if kind == MOMENT and isinstance(value, int):
        return formats.moment(moment_of(value, context.zone), language())
    if kind == FLAG:
        return tr("Yes") if value else tr("No")
    if isinstance(value, date):
        return formats.day_far(value, language())
    if isinstance(value, int):
        if kind == MONEY:
            return formats.money(value, of.field.currency or context.currency, symbol=True)
        if kind == INTEGER:
            return formats.integer(value)
        share = kind == PERCENT
        return f"{(Decimal(value) / E6 * (100 if share else 1)).normalize():f}{'%' if share else ''}"
    text = str(value or "")
    return (context.choices.name(text, language()) or text) if kind == USER else text


def _fact(of: CustomValueView, context: PageContext) -> Fact:
    text, label, field = in_words(of, context), Plain(of.field.name(language())), EXTRA + of.field.id
    match of.field.type:
        case "email":
            return Fact(label, text, url=mailto(text), icon="mail", copies=text, field=field)
        case "web":
            return Fact(label, text, url=web(text), icon="globe", copies=text, field=field)
        case "phone":
            return Fact(label, text, url=tel(text), icon="phone", copies=text, field=field)
    return Fact(label, text, field=field)
