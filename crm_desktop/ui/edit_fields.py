"""The fields that can be changed outside of a form: in a cell of a list, on many records at once, and by pasting.

A field is a record: which field of the draft it is, how its editor looks, and how a text from a spreadsheet is read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.money import E6, minor_digits, to_minor
from crm_desktop.core.text import fold
from crm_desktop.models.customising import table_of_kind
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations.bulk_edit import ADD_TAGS, CUSTOM, REMOVE_TAGS
from crm_desktop.queries import custom_field
from crm_desktop.queries.stages import StageView, stages
from crm_desktop.ui.company_fields import choice, offered, reference
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    DecimalField,
    EmailField,
    Field,
    IntegerField,
    LineField,
    MoneyField,
    PercentField,
    PhoneField,
    StarsField,
    TagsField,
    WebField,
)
from crm_desktop.ui.widgets.own_value_fields import ChoicesField, MomentField, instant_typed, instant_written
from crm_desktop.ui.widgets.typed import NotUnderstoodError, date_of, decimal_of

TEXT, EMAIL, PHONE, WEB, CHOICE, STATE, OPTION = "text", "email", "phone", "web", "choice", "state", "option"
DATE, INTEGER, STARS, MONEY, SHARE, TAGS, FLAG = "date", "integer", "stars", "money", "share", "tags", "flag"
DECIMAL, MOMENT, CHOICES, REFERENCE = "decimal", "moment", "choices", "reference"
_SEVERAL = re.compile(r"[;；,，、\n]")
_LINES: dict[str, Callable[..., Field]] = {TEXT: LineField, EMAIL: EmailField, PHONE: PhoneField, WEB: WebField}
_TYPE_OF_CUSTOM = {
    custom_field.TEXT: TEXT,
    custom_field.INTEGER: INTEGER,
    custom_field.MONEY: MONEY,
    custom_field.DATE: DATE,
    custom_field.CHOICE: OPTION,
    custom_field.FLAG: FLAG,
    custom_field.LONG_TEXT: TEXT,
    custom_field.DECIMAL: DECIMAL,
    custom_field.PERCENT: SHARE,
    custom_field.PHONE: PHONE,
    custom_field.EMAIL: EMAIL,
    custom_field.WEB: WEB,
    custom_field.USER: CHOICE,
    custom_field.MOMENT: MOMENT,
    custom_field.CHOICES: CHOICES,
    custom_field.REFERENCE: REFERENCE,
}
_YES, _NO = {"yes", "y", "true", "1", "是", "x", "✓"}, {"no", "n", "false", "0", "否", "-"}


@dataclass(frozen=True)
class EditField:
    """A field of a draft: its name there, its title and type, the list it is chosen from, the column that shows it.

    `for_many` says whether it makes sense to give many records the same; `is_needed` whether it may not be empty.
    """

    name: str
    title: Text
    type: str = TEXT
    choices: str = ""
    column: str = ""
    for_many: bool = True
    is_needed: bool = False
    options: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True)
class Found:
    """What the company added to a kind of record, and the stages of its deals."""

    custom: Sequence[custom_field.CustomFieldView] = ()
    stages: Sequence[StageView] = ()


_TAGS = (EditField(ADD_TAGS, N_("Add tags"), TAGS), EditField(REMOVE_TAGS, N_("Remove tags"), TAGS))
_REFUSES_ALL = EditField("is_opted_out", N_("No advertising"), FLAG, column="is_opted_out", is_needed=True)
_REFUSALS = (
    _REFUSES_ALL,
    EditField("no_phone", N_("No calls"), FLAG, column="no_phone", is_needed=True),
    EditField("no_mail", N_("No e-mails"), FLAG, column="no_mail", is_needed=True),
    EditField("no_post", N_("No letters"), FLAG, column="no_post", is_needed=True),
    EditField("no_message", N_("No messages"), FLAG, column="no_message", is_needed=True),
)
_OWNER = EditField("owner_id", N_("Owner"), CHOICE, "users", "owner")
_DEAL = EditField("opportunity_id", N_("Opportunity"), REFERENCE, "opportunity")
_NOTE = EditField("note", N_("Note"))
_FIELDS: dict[str, tuple[EditField, ...]] = {
    "customer": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        EditField("level_id", N_("Level"), CHOICE, "level", "level"),
        _OWNER,
        EditField("status", N_("Status"), STATE, "customer_status", "status", is_needed=True),
        EditField("lifecycle_id", N_("Lifecycle"), CHOICE, "lifecycle", "lifecycle"),
        EditField("industry_id", N_("Industry"), CHOICE, "industry", "industry"),
        EditField("region_id", N_("Region"), CHOICE, "region", "region"),
        EditField("source_id", N_("Source"), CHOICE, "source", "source"),
        EditField("size_id", N_("Size"), CHOICE, "size", "size"),
        EditField("satisfaction", N_("Satisfaction"), STARS, column="satisfaction"),
        EditField("credit", N_("Credit grade"), STARS, column="credit"),
        EditField("country", N_("Country"), column="country"),
        EditField("province", N_("Province or state"), column="province"),
        EditField("city", N_("City"), column="city"),
        EditField("district", N_("District"), column="district"),
        EditField("preferred_channel", N_("Preferred channel")),
        EditField("phone", N_("Phone"), PHONE, column="phone", for_many=False),
        EditField("email", N_("E-mail"), EMAIL, column="email", for_many=False),
        EditField("website", N_("Website"), WEB, column="website", for_many=False),
        EditField("number", N_("Number"), column="number", for_many=False, is_needed=True),
        *_REFUSALS,
        *_TAGS,
    ),
    "sales_order": (
        _OWNER,
        EditField("required_on", N_("Required"), DATE, column="required_on"),
        EditField("due_on", N_("Due date"), DATE, column="due_on"),
        _NOTE,
    ),
    "quotation": (
        EditField("title", N_("Title"), column="title", for_many=False, is_needed=True),
        _OWNER,
        _DEAL,
        EditField("quoted_on", N_("Date"), DATE, column="quoted_on"),
        EditField("valid_until", N_("Valid until"), DATE, column="valid_until"),
        EditField("introduction", N_("Introduction")),
        EditField("terms", N_("Terms")),
        _NOTE,
    ),
    "contract": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        _OWNER,
        EditField("kind_id", N_("Kind"), CHOICE, "contract_kind", "kind"),
        EditField("contact_id", N_("Contact"), REFERENCE, "contact"),
        _DEAL,
        EditField("amount_minor", N_("Amount with tax"), MONEY, for_many=False),
        EditField("starts_on", N_("Starts"), DATE, column="starts_on"),
        EditField("ends_on", N_("Ends"), DATE, column="ends_on"),
        EditField("remind_on", N_("Remind on"), DATE, column="remind_on"),
        EditField("our_party", N_("Our party")),
        EditField("their_party", N_("Their party")),
        EditField("terms", N_("Terms")),
        EditField("note", N_("Note for ourselves")),
    ),
    "receipt": (
        EditField("amount_minor", N_("Amount"), MONEY, for_many=False, is_needed=True),
        EditField("paid_on", N_("Paid on"), DATE, column="paid_on"),
        EditField("contract_id", N_("Contract"), REFERENCE, "contract"),
        EditField("order_id", N_("Order"), REFERENCE, "sales_order"),
        EditField("method", N_("Method"), column="method"),
        EditField("number", N_("Number"), column="number", for_many=False),
        _NOTE,
    ),
    "invoice": (
        EditField("amount_minor", N_("Amount"), MONEY, for_many=False, is_needed=True),
        EditField("issued_on", N_("Issued"), DATE, for_many=False),
        EditField("contract_id", N_("Contract"), REFERENCE, "contract"),
        EditField("order_id", N_("Order"), REFERENCE, "sales_order"),
        EditField("heading", N_("Invoice title"), for_many=False),
        EditField("tax_number", N_("Tax number"), for_many=False),
        EditField("number", N_("Number"), for_many=False),
        _OWNER,
        _NOTE,
    ),
    "contact": (
        EditField("name", N_("Full name"), column="name", for_many=False, is_needed=True),
        _OWNER,
        EditField("job_title", N_("Job title"), column="job_title"),
        EditField("department", N_("Department"), column="department"),
        EditField("salutation", N_("Salutation"), column="salutation"),
        EditField("decision_style", N_("Decision style")),
        *_REFUSALS,
        *_TAGS,
    ),
    "opportunity": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        _OWNER,
        EditField("stage_id", N_("Stage"), OPTION, "stages", "stage", is_needed=True),
        EditField("expected_close_on", N_("Expected close"), DATE, column="close_on"),
        EditField("amount_minor", N_("Amount"), MONEY, column="amount", for_many=False),
        EditField("probability_e6", N_("Probability"), SHARE, column="probability"),
        EditField("next_step", N_("Next step"), column="next_step"),
        EditField("next_step_on", N_("Next step on"), DATE, column="next_step_on"),
        EditField("source_id", N_("Source"), CHOICE, "source", "source"),
        EditField("campaign_id", N_("Campaign"), CHOICE, "campaigns", "campaign"),
        EditField("competitor", N_("Competitor"), column="competitor"),
        EditField("opened_on", N_("Opened on"), DATE, column="opened_on"),
        EditField("number", N_("Number"), column="number", for_many=False, is_needed=True),
    ),
    "lead": (
        EditField("customer_name", N_("Customer name"), column="customer_name", for_many=False, is_needed=True),
        EditField("outline", N_("Outline"), column="outline", for_many=False, is_needed=True),
        EditField("source_id", N_("Source"), CHOICE, "source", "source"),
        EditField("probability_e6", N_("Probability"), SHARE, column="probability"),
        EditField("campaign_id", N_("Campaign"), CHOICE, "campaigns", "campaign"),
        EditField("contact_name", N_("Contact"), column="contact_name", for_many=False),
        EditField("phone", N_("Phone"), PHONE, column="phone", for_many=False),
        _REFUSES_ALL,
    ),
    "service_case": (
        EditField("subject", N_("Subject"), column="subject", for_many=False, is_needed=True),
        EditField("owner_id", N_("Assigned to"), CHOICE, "users", "owner"),
        EditField("priority", N_("Priority"), STATE, "priority", "priority", is_needed=True),
        EditField("kind_id", N_("Kind"), CHOICE, "case_kind", "kind", is_needed=True),
        EditField("due_on", N_("Due"), DATE, column="due_on"),
        EditField("channel_id", N_("Channel"), CHOICE, "case_channel", "channel"),
    ),
    "task": (
        EditField("subject", N_("Subject"), column="subject", for_many=False, is_needed=True),
        EditField("owner_id", N_("Assigned to"), CHOICE, "users", "owner", is_needed=True),
        EditField("priority", N_("Priority"), STATE, "priority", "priority", is_needed=True),
        EditField("kind_id", N_("Kind"), CHOICE, "interaction_kind", "kind"),
        EditField("due_on", N_("Due"), DATE, column="due_on", is_needed=True),
        EditField("place", N_("Place"), column="place"),
    ),
    "interaction": (
        EditField("subject", N_("Subject"), for_many=False),
        EditField("detail", N_("Detail"), for_many=False),
        EditField("kind_id", N_("Kind"), CHOICE, "interaction_kind", is_needed=True),
        EditField("customer_id", N_("Customer"), REFERENCE, "customer"),
        EditField("contact_id", N_("Contact"), REFERENCE, "contact"),
        EditField("direction", N_("Direction"), STATE, "direction"),
        EditField("result_id", N_("Result"), CHOICE, "interaction_result"),
        EditField("minutes", N_("Minutes"), INTEGER),
        EditField("place", N_("Place")),
        EditField("cost_minor", N_("Cost"), MONEY),
        EditField("next_step", N_("What to do next"), for_many=False),
        EditField("next_step_on", N_("On"), DATE),
    ),
    "campaign": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        _OWNER,
        EditField("status", N_("Status"), STATE, "campaign_status", "status", is_needed=True),
        EditField("kind_id", N_("Kind"), CHOICE, "campaign_kind", "kind"),
        EditField("channel", N_("Channel"), STATE, "campaign_channel", "channel"),
        EditField("starts_on", N_("Starts"), DATE, column="starts_on"),
        EditField("ends_on", N_("Ends"), DATE, column="ends_on"),
        EditField("goal", N_("Goal"), for_many=False),
    ),
    "article": (
        EditField("title", N_("Title"), column="title", for_many=False, is_needed=True),
        EditField("keywords", N_("Keywords"), column="keywords"),
        EditField("kind_id", N_("Kind"), CHOICE, "case_kind", "kind"),
        EditField("product_id", N_("Product"), CHOICE, "products", "product"),
        _OWNER,
        EditField("number", N_("Number"), column="number", for_many=False, is_needed=True),
    ),
    "custom_record": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        EditField("number", N_("Number"), column="number", for_many=False),
        EditField("customer_id", N_("Customer"), REFERENCE, "customer", "customer"),
        _OWNER,
        EditField("note", N_("Note"), column="note"),
    ),
    "product": (
        EditField("name", N_("Name"), column="name", for_many=False, is_needed=True),
        EditField("category_id", N_("Category"), CHOICE, "categories", "category"),
        EditField("model", N_("Model"), column="model", for_many=False),
        EditField("grade", N_("Grade or batch"), column="grade"),
        EditField("unit", N_("Unit"), column="unit"),
        EditField("list_price_e6", N_("List price"), DECIMAL, column="list_price_e6", for_many=False),
        EditField("floor_price_e6", N_("Floor price"), DECIMAL, column="floor_price_e6", for_many=False),
        EditField("unit_cost_e6", N_("Unit cost"), DECIMAL, column="unit_cost_e6", for_many=False),
        EditField("tax_rate_e6", N_("Tax rate"), SHARE, column="tax_rate_e6"),
        EditField("is_active", N_("Offered"), FLAG, column="is_active", is_needed=True),
    ),
    "campaign_member": (
        EditField("answer_id", N_("Answer"), CHOICE, "campaign_answer", "answer"),
        EditField("note", N_("Note"), column="note"),
        EditField("owner_id", N_("To be asked by"), CHOICE, "users", "owner"),
        EditField("reached_on", N_("Reached"), DATE, column="reached_on"),
        EditField("answered_on", N_("Answered"), DATE, column="answered_on"),
    ),
}


def find_more(reading: Any, kind: str) -> Found:
    """What of a kind's fields has to be read."""
    return Found(custom_field.custom_fields(reading, kind), stages(reading) if kind == "opportunity" else ())


def edit_fields(context: PageContext, kind: str, found: Found) -> list[EditField]:
    """The fields of a kind with those the company added."""
    options = [(each.id, _stage_name(context, each)) for each in found.stages if each.outcome == OPEN]
    own = (
        replace(each, options=options) if each.choices == "stages" else each for each in _FIELDS[table_of_kind(kind)]
    )
    return [*own, *(custom_edit_field(each) for each in found.custom if is_typed(each))]


def columns_to_edit(kind: str, own: Sequence[custom_field.CustomFieldView] = ()) -> dict[str, EditField]:
    """The fields by the columns that show them."""
    every = (*_FIELDS[table_of_kind(kind)], *(custom_edit_field(each) for each in own if is_typed(each)))
    return {each.column: each for each in every if each.column}


def is_typed(of: custom_field.CustomFieldView) -> bool:
    """Whether somebody gives its values, in a cell or for many records."""
    return not of.is_worked_out and of.type in _TYPE_OF_CUSTOM


def editor(context: PageContext, field: EditField, currency: str = "") -> Field:
    """The field's own editor."""
    theme, title, needed = context.theme, field.title, field.is_needed
    match field.type:
        case "choice":
            return choice(context, title, field.choices, empty=not needed)
        case "state":
            return ChoiceField(theme, title, offered(context, field.choices), empty=False)
        case "option":
            name_of = partial(_name_of, context)
            return ChoiceField(theme, title, field.options, empty=not needed, name_of=name_of)
        case "date":
            return DateField(theme, title, today=context.today)
        case "integer":
            return IntegerField(theme, title)
        case "decimal":
            return DecimalField(theme, title)
        case "stars":
            return StarsField(theme, title)
        case "money":
            return MoneyField(theme, title, currency=currency or context.currency)
        case "share":
            return PercentField(theme, title)
        case "tags":
            return TagsField(theme, title)
        case "flag":
            return CheckField(theme, title)
        case "moment":
            return MomentField(theme, title, today=context.today, zone=context.zone)
        case "choices":
            return ChoicesField(theme, title, [key for key, _name in field.options])
        case "reference":
            return reference(context, title, field.choices)
        case _:
            return _LINES[field.type](theme, title)


def read_typed(context: PageContext, field: EditField, text: str, currency: str = "") -> Any:
    """What a text from a spreadsheet means in this field; raises a `UserError` with what is wrong."""
    text = text.strip()
    if not text or text == "—":
        return "" if field.type in _LINES else None
    try:
        return _meaning(context, field, text, currency or context.currency)
    except NotUnderstoodError:
        raise UserError(Message("“{text}” is not understood here.", text=text)) from None


def written(context: PageContext, field: EditField, value: Any, currency: str = "") -> str:
    """A value of the field as one would type it, for a preview."""
    if value in (None, "", ()):
        return ""
    if field.type in (CHOICE, STATE, OPTION):
        found = next((shown(name) for key, name in _offered(context, field) if key == value), None)
        return found or context.choices.name(value, language()) or str(value)
    if field.type == MONEY:
        return str(Decimal(value).scaleb(-minor_digits(currency or context.currency)))
    if field.type == DECIMAL:
        return f"{(Decimal(value) / E6).normalize():f}"
    if field.type == SHARE:
        return f"{(Decimal(value) * 100 / E6).normalize():f}%"
    if field.type == MOMENT:
        return instant_written(value, context.zone)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _meaning(context: PageContext, field: EditField, text: str, currency: str) -> Any:
    match field.type:
        case "choice" | "state" | "option":
            return _chosen(context, field, text)
        case "date":
            return date_of(text, context.today())
        case "integer" | "stars":
            return _whole(decimal_of(text), text)
        case "decimal":
            return _whole(decimal_of(text) * E6, text)
        case "money":
            amount = decimal_of(text)
            if amount != round(amount, minor_digits(currency)):
                raise NotUnderstoodError(text)
            return to_minor(amount, currency)
        case "share":
            share = decimal_of(text)
            return _whole(share * E6 if share <= 1 and "%" not in text and "." in text else share * E6 / 100, text)
        case "flag":
            return _flag(text)
        case "moment":
            return instant_typed(text, context.today(), context.zone)
        case "choices":
            return tuple(_chosen(context, field, each) for each in _SEVERAL.split(text) if each.strip())
        case "reference":
            raise UserError(Message("Choose this record in the form."))
        case _:
            return " ".join(text.split())


def _whole(number: Decimal, text: str) -> int:
    if number != int(number):
        raise NotUnderstoodError(text)
    return int(number)


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise NotUnderstoodError(text)
    return word in _YES


def _chosen(context: PageContext, field: EditField, text: str) -> str:
    wanted = fold(text)
    found = next((key for key, name in _offered(context, field) if fold(shown(name)) == wanted), None)
    found = found or context.choices.named(field.choices, text)
    if found is None:
        raise UserError(Message("“{text}” is not one of the choices.", text=text))
    return found


def _offered(context: PageContext, field: EditField) -> Sequence[tuple[str, Text]]:
    return field.options or offered(context, field.choices)


def custom_edit_field(field: custom_field.CustomFieldView) -> EditField:
    """A field that the company added."""
    title = Plain(field.name_zh if language() != "en" else field.name_en)
    options = [(each, Plain(each)) for each in field.options]
    of = "users" if field.type == custom_field.USER else ""
    if field.type == custom_field.REFERENCE:
        of = field.refers_to or "customer"
    return EditField(
        CUSTOM + field.id,
        title,
        _TYPE_OF_CUSTOM[field.type],
        of,
        column=field.key,
        options=options,
    )


def _name_of(context: PageContext, key: str) -> str | None:
    return context.choices.name(key, language())


def _stage_name(context: PageContext, stage: StageView) -> Plain:
    return Plain(context.choices.name(stage.id, language()) or stage.code)
