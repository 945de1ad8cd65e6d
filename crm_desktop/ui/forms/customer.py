"""The form of a customer: a firm or a private person, warned of while it is typed when it is known already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer
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
from crm_desktop.queries.similar import NAME, PHONE, SimilarCustomer, similar_customers
from crm_desktop.ui.background import Latest
from crm_desktop.ui.company_fields import choice, lookup, offered
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    EmailField,
    Field,
    IntegerField,
    LineField,
    Link,
    MoneyField,
    NoteField,
    PhoneField,
    StarsField,
    TagsField,
    WebField,
)
from crm_desktop.ui.widgets.form import Form

_LOOK_AFTER_MS = 250


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
    _CustomerForm(context, window, customer_id, loaded, saved).record.open()


class _CustomerForm(QObject):
    """The fields, and the look for customers that may be the same; lives as long as its dialog."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        customer_id: str | None,
        loaded: Loaded,
        saved: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._context, self._id = context, customer_id
        self._opened = Opened(loaded.draft, loaded.position, lambda reading: customer_draft(reading, customer_id or ""))
        self._wanted: str | None = None
        self.name = LineField(context.theme, N_("Name"), required=True)
        self.phone = PhoneField(context.theme, N_("Phone"))
        sections = _sections(context, loaded, self.name, self.phone)
        self.record = RecordForm(
            context,
            window,
            _texts(customer_id, loaded.draft),
            sections,
            loaded.draft,
            self._save,
            saved,
            opened=self._opened if customer_id else None,
            keep_as=KeepAs("customer", customer_id),
        )
        self._latest = Latest(context.background, self)
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look_for_similar)
        for each in (self.name, self.phone):
            each.changed.connect(self._pause.start)
            each.left.connect(self.look_for_similar)
        self.record.dialog.rejected.connect(self._open_wanted)
        self.setParent(self.record.dialog)

    def look_for_similar(self) -> None:
        """Warn when the name or the phone is that of a customer known already."""
        self._pause.stop()
        name, phone, but = self.name.value(), self.phone.value(), self._id
        self._latest.read(lambda reading: similar_customers(reading, name, phone, but), self._on_similar)

    def _on_similar(self, found: Sequence[SimilarCustomer]) -> None:
        for field_, reason in ((self.name, NAME), (self.phone, PHONE)):
            one = next((each for each in found if each.reason == reason), None)
            if one is None:
                field_.show_warning(None)
            else:
                field_.show_warning(_known_already(one), Link(N_("Open it"), self._opener(one.id)))

    def _opener(self, customer_id: str) -> Callable[[], None]:
        def open_it() -> None:
            self._wanted = customer_id
            self.record.dialog.ask_to_close()

        return open_it

    def _open_wanted(self) -> None:
        """The form is given up for the customer known already; nothing typed is lost unasked."""
        if self._wanted:
            self._context.navigator.open("customer", self._wanted)

    def _save(self, work: Any, draft: CustomerDraft) -> str:
        if self._id is None:
            return create_customer(work, draft)
        update_customer(work, self._id, draft, self._opened.draft, self._opened.position)
        return self._id


def _known_already(one: SimilarCustomer) -> Message:
    if one.owner:
        return Message("Known already: {name} · {owner}", name=one.name, owner=one.owner)
    return Message("Known already: {name}", name=one.name)


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


def _sections(context: PageContext, loaded: Loaded, name: Field, phone: Field) -> list[FormSection]:
    return [
        _company(context, loaded, name, phone),
        _address(context),
        _sales(context),
        _finance(context, loaded.draft),
        _person(context),
        FormSection(N_("Notes"), ((("note", NoteField(context.theme, N_("Note"), lines=3, max_length=4000)),),)),
    ]


def _company(context: PageContext, loaded: Loaded, name: Field, phone: Field) -> FormSection:
    theme = context.theme
    kind = ChoiceField(theme, N_("Kind"), offered(context, "customer_kind"), empty=False)
    short_name = LineField(theme, N_("Short name"), hint=N_("for search"))
    parent = lookup(context, N_("Parent company"), "customer", loaded.names)
    website, fax = WebField(theme, N_("Website")), PhoneField(theme, N_("Fax"))
    number = LineField(theme, N_("Number"), placeholder=N_("given by the program when empty"), max_length=40)
    other_key = LineField(theme, N_("Key in the other system"))
    return FormSection(
        N_("Company"),
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
