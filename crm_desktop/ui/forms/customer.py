"""The form of a customer: a firm or a private person, warned of while it is typed when it is known already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.customer import (
    CustomerDraft,
    create_customer,
    customer_draft,
    new_customer,
    update_customer,
)
from crm_desktop.queries.people import customer_names
from crm_desktop.queries.similar import NAME, PHONE, similar_customers
from crm_desktop.ui.company_fields import choice, lookup, offered
from crm_desktop.ui.known_already import Asked, KnownAlready
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    EmailField,
    IntegerField,
    LineField,
    MoneyField,
    NoteField,
    PhoneField,
    StarsField,
    TagsField,
    WebField,
)
from crm_desktop.ui.widgets.form import Form


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, the name of its parent company, and the journal's place."""

    draft: CustomerDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new customer, some of its fields filled in."""
    return _loaded(reading, preset(new_customer(reading), values))


def load_known(reading: Any, customer_id: str) -> Loaded:
    """A customer as it is now."""
    return _loaded(reading, customer_draft(reading, customer_id))


def _loaded(reading: Any, draft: CustomerDraft) -> Loaded:
    names = customer_names(reading, [draft.parent_id]) if draft.parent_id else {}
    return Loaded(draft, names, reading.position)


def open_customer_form(
    context: PageContext, window: QWidget, customer_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new customer, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: customer_draft(reading, customer_id or ""))

    def save(work: Any, draft: CustomerDraft) -> str:
        if customer_id is None:
            return create_customer(work, draft)
        update_customer(work, customer_id, draft, opened.draft, opened.position)
        return customer_id

    form = RecordForm(
        context,
        window,
        _texts(customer_id, loaded.draft),
        _sections(context, loaded),
        loaded.draft,
        save,
        saved,
        opened=opened if customer_id else None,
        keep_as=KeepAs("customer", customer_id),
    )

    def ask(typed: Mapping[str, Any]) -> Asked:
        return lambda reading: similar_customers(reading, typed["name"], typed["phone"], customer_id)

    KnownAlready(context, form, "customer", {NAME: "name", PHONE: "phone"}, ask)
    form.open()


def _texts(customer_id: str | None, draft: CustomerDraft) -> FormTexts:
    if customer_id is None:
        return FormTexts(
            N_("New customer"),
            N_("Only the name is needed"),
            Message("New customer"),
            lambda name: Message("“{name}” created", name=name),
        )
    return FormTexts(
        N_("Edit customer"),
        Plain(f"{draft.number} · {draft.name}"),
        Message("Edit customer"),
        lambda name: Message("“{name}” saved", name=name),
    )


def _is_person(form: Form) -> bool:
    return bool(form.field("kind").value() == CONSUMER)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _sections(context, loaded)


def _sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    return [
        _company(context, loaded),
        _address(context),
        _sales(context),
        _finance(context, loaded.draft),
        _person(context),
        FormSection(N_("Notes"), ((("note", NoteField(context.theme, N_("Note"), lines=3, max_length=4000)),),)),
    ]


def _company(context: PageContext, loaded: Loaded) -> FormSection:
    theme = context.theme
    name, phone = LineField(theme, N_("Name"), required=True), PhoneField(theme, N_("Phone"))
    kind = ChoiceField(theme, N_("Kind"), offered(context, "customer_kind"), empty=False)
    short_name = LineField(theme, N_("Short name"), hint=N_("for search"))
    parent = lookup(context, N_("Parent company"), "customer", loaded.names)
    website, fax = WebField(theme, N_("Website")), PhoneField(theme, N_("Fax"))
    number = LineField(theme, N_("Number"), placeholder=N_("given when empty"), max_length=40)
    other_key = LineField(theme, N_("Key in the other system"))
    return FormSection(
        N_("Customer"),
        (
            (("name", name), ("short_name", short_name)),
            (("kind", kind), ("parent_id", parent)),
            (("phone", phone), ("email", EmailField(theme, N_("E-mail")))),
            (("website", website), ("fax", fax)),
            (("number", number), ("external_key", other_key)),
        ),
    )


def _address(context: PageContext) -> FormSection:
    theme = context.theme
    country, province = LineField(theme, N_("Country")), LineField(theme, N_("Province or state"))
    city, district = LineField(theme, N_("City")), LineField(theme, N_("District"))
    address, postcode = LineField(theme, N_("Address"), max_length=300), LineField(theme, N_("Postcode"), max_length=20)
    return FormSection(
        N_("Address"),
        (
            (("country", country), ("province", province)),
            (("city", city), ("district", district)),
            (("address", address), ("postcode", postcode)),
        ),
    )


def _sales(context: PageContext) -> FormSection:
    theme = context.theme
    status = ChoiceField(theme, N_("Status"), offered(context, "customer_status"), empty=False)
    satisfaction, credit = StarsField(theme, N_("Satisfaction")), StarsField(theme, N_("Credit grade"))
    channel = LineField(theme, N_("Preferred channel"))
    return FormSection(
        N_("Sales"),
        (
            (("owner_id", choice(context, N_("Owner"), "users")), ("level_id", choice(context, N_("Level"), "level"))),
            (("lifecycle_id", choice(context, N_("Lifecycle"), "lifecycle")), ("status", status)),
            (
                ("industry_id", choice(context, N_("Industry"), "industry")),
                ("region_id", choice(context, N_("Region"), "region")),
            ),
            (("source_id", choice(context, N_("Source"), "source")), ("size_id", choice(context, N_("Size"), "size"))),
            (("satisfaction", satisfaction), ("credit", credit)),
            (("preferred_channel", channel), ("tags", TagsField(theme, N_("Tags")))),
        ),
    )


def _finance(context: PageContext, draft: CustomerDraft) -> FormSection:
    theme = context.theme

    def money(label: str, currency: str | None) -> MoneyField:
        return MoneyField(theme, label, currency=currency or context.currency)

    legal_person, licence = LineField(theme, N_("Legal person")), LineField(theme, N_("Business licence number"))
    capital = money(N_("Registered capital"), draft.registered_capital_currency)
    turnover = money(N_("Annual turnover"), draft.annual_turnover_currency)
    employees = IntegerField(theme, N_("Employees"), least=0)
    founded = IntegerField(theme, N_("Founded in"), least=1000, most=2100)
    bank, account = LineField(theme, N_("Bank")), LineField(theme, N_("Bank account"))
    tax, national_tax = LineField(theme, N_("Tax number")), LineField(theme, N_("National tax number"))
    limit, title = money(N_("Credit limit"), draft.credit_limit_currency), LineField(theme, N_("Invoice title"))
    return FormSection(
        N_("Finance and tax"),
        (
            (("legal_person", legal_person), ("licence_number", licence)),
            (("registered_capital_minor", capital), ("annual_turnover_minor", turnover)),
            (("employees", employees), ("founded_year", founded)),
            (("bank", bank), ("bank_account", account)),
            (("tax_number", tax), ("national_tax_number", national_tax)),
            (("credit_limit_minor", limit), ("invoice_title", title)),
        ),
        lambda form: not _is_person(form),
    )


def _person(context: PageContext) -> FormSection:
    theme = context.theme
    sex = ChoiceField(theme, N_("Sex"), offered(context, "sex"))
    born = DateField(theme, N_("Birthday"), today=context.today)
    occupation, education = LineField(theme, N_("Occupation")), LineField(theme, N_("Education"))
    income, family = LineField(theme, N_("Income band")), LineField(theme, N_("Family"))
    interests, style = LineField(theme, N_("Interests")), LineField(theme, N_("Decision style"))
    return FormSection(
        N_("Person"),
        (
            (("sex", sex), ("born_on", born)),
            (("occupation", occupation), ("education", education)),
            (("income_band", income), ("family", family)),
            (("interests", interests), ("decision_style", style)),
        ),
        _is_person,
    )
