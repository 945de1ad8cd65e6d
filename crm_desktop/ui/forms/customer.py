"""The form of a customer."""

from crm_desktop.core.i18n import N_
from crm_desktop.models.customer import CONSUMER
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, choice, lookup, offered
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
)


def customer_sections(context: PageContext, names: dict[str, str], kind: str) -> list[FormSection]:
    """The sections of the form of a customer of a kind; `names` has the name of its parent company."""
    theme, code = context.theme, context.currency
    kinds = offered(context, "customer_kind")
    company = FormSection(
        N_("Customer"),
        (
            (
                ("name", LineField(theme, N_("Name"), required=True, max_length=200)),
                ("short_name", LineField(theme, N_("Short name"))),
            ),
            (
                ("kind", ChoiceField(theme, N_("Kind"), kinds, empty=False)),
                ("parent_id", lookup(context, N_("Parent company"), "customer", names)),
            ),
            (("phone", PhoneField(theme, N_("Phone"))), ("email", EmailField(theme, N_("E-mail")))),
            (
                ("website", LineField(theme, N_("Website"))),
                ("number", LineField(theme, N_("Number"), hint=N_("given by the program when empty"))),
            ),
        ),
    )
    sales = FormSection(
        N_("Sales"),
        (
            (("owner_id", choice(context, N_("Owner"), "users")), ("level_id", choice(context, N_("Level"), "level"))),
            (
                ("industry_id", choice(context, N_("Industry"), "industry")),
                ("region_id", choice(context, N_("Region"), "region")),
            ),
            (
                ("source_id", choice(context, N_("Source"), "source")),
                ("lifecycle_id", choice(context, N_("Lifecycle"), "lifecycle")),
            ),
            (
                ("satisfaction", StarsField(theme, N_("Satisfaction"))),
                ("credit", StarsField(theme, N_("Credit grade"))),
            ),
            (("tags", TagsField(theme, N_("Tags"))),),
        ),
    )
    address = FormSection(
        N_("Address"),
        (
            (("address", LineField(theme, N_("Address"))), ("city", LineField(theme, N_("City")))),
            (("province", LineField(theme, N_("Province or state"))), ("postcode", LineField(theme, N_("Postcode")))),
            (("country", LineField(theme, N_("Country"))), ("fax", PhoneField(theme, N_("Fax")))),
        ),
    )
    finance = FormSection(
        N_("Finance and tax"),
        (
            (
                ("legal_person", LineField(theme, N_("Legal person"))),
                ("licence_number", LineField(theme, N_("Business licence number"))),
            ),
            (
                ("annual_turnover_minor", MoneyField(theme, N_("Annual turnover"), currency=code)),
                ("registered_capital_minor", MoneyField(theme, N_("Registered capital"), currency=code)),
            ),
            (
                ("employees", IntegerField(theme, N_("Employees"), least=0)),
                ("founded_year", IntegerField(theme, N_("Founded in"), least=1000, most=2100)),
            ),
            (("bank", LineField(theme, N_("Bank"))), ("bank_account", LineField(theme, N_("Bank account")))),
            (
                ("tax_number", LineField(theme, N_("Tax number"))),
                ("national_tax_number", LineField(theme, N_("National tax number"))),
            ),
            (
                ("credit_limit_minor", MoneyField(theme, N_("Credit limit"), currency=code)),
                ("invoice_title", LineField(theme, N_("Invoice title"))),
            ),
        ),
    )
    person = FormSection(
        N_("Person"),
        (
            (
                ("born_on", DateField(theme, N_("Birthday"), today=context.today)),
                ("occupation", LineField(theme, N_("Occupation"))),
            ),
            (("education", LineField(theme, N_("Education"))), ("income_band", LineField(theme, N_("Income band")))),
            (("family", LineField(theme, N_("Family"))), ("interests", LineField(theme, N_("Interests")))),
        ),
    )
    notes = FormSection(N_("Notes"), ((("note", NoteField(theme, N_("Note"))),),))
    return [company, sales, address, person if kind == CONSUMER else finance, notes]
