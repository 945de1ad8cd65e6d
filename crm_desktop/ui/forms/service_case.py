"""The forms of a service case: all of it, and what each of its steps asks."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.core.i18n import N_
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, choice, lookup
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, NoteField, StarsField


@dataclass(frozen=True)
class CaseStep:
    """What the steps of a case ask; each step uses some of it."""

    owner_id: str | None = None
    due_on: date | None = None
    handling: str | None = None
    minutes: int | None = None
    result: str | None = None
    satisfaction: int | None = None


def case_sections(context: PageContext, names: dict[str, str]) -> list[FormSection]:
    """The sections of the form; `names` has the names of the records the case refers to."""
    theme = context.theme
    request = FormSection(
        N_("Request"),
        (
            (("subject", LineField(theme, N_("Subject"), required=True, max_length=200)),),
            (
                ("customer_id", lookup(context, N_("Customer"), "customer", names)),
                ("contact_id", lookup(context, N_("Contact"), "contact", names)),
            ),
            (
                ("kind_id", choice(context, N_("Kind"), "case_kind")),
                ("priority", choice(context, N_("Priority"), "priority", empty=False)),
            ),
            (
                ("channel_id", choice(context, N_("Channel"), "case_channel")),
                ("product_id", choice(context, N_("Product"), "products")),
            ),
            (("request", NoteField(theme, N_("Request"), lines=4, max_length=4000)),),
        ),
    )
    work = FormSection(
        N_("Work"),
        (
            (
                ("owner_id", choice(context, N_("Assigned to"), "users")),
                ("due_on", DateField(theme, N_("Due"), today=context.today)),
            ),
        ),
    )
    return [request, work]


def assign_sections(context: PageContext) -> list[FormSection]:
    """Whom to assign, and until when."""
    owner = choice(context, N_("Assigned to"), "users", required=True)
    due = DateField(context.theme, N_("Due"), today=context.today)
    return [FormSection(N_("Who takes care of it"), ((("owner_id", owner), ("due_on", due)),))]


def handle_sections(context: PageContext) -> list[FormSection]:
    """What was done, and how long it took."""
    handling = NoteField(context.theme, N_("Handling"), lines=4, max_length=4000, required=True)
    minutes = IntegerField(context.theme, N_("Minutes"), least=0)
    return [FormSection(N_("What was done"), ((("handling", handling),), (("minutes", minutes),)))]


def feedback_sections(context: PageContext) -> list[FormSection]:
    """What came of it; below three stars the case goes back to work."""
    result = NoteField(context.theme, N_("Result"), lines=3, max_length=2000, required=True)
    stars = StarsField(context.theme, N_("Satisfaction (below three it goes back to work)"), required=True)
    return [FormSection(N_("What the customer says"), ((("result", result),), (("satisfaction", stars),)))]
