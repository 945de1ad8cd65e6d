"""The pages of the window, one a subject: mostly declaration. This tuple is the navigation."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.own_kind import OwnKind
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.main_window import PageSpec
from crm_desktop.ui.page_context import PageContext

PAGE_OF_KIND = {
    "customer": "customers",
    "contact": "contacts",
    "lead": "leads",
    "opportunity": "opportunities",
    "service_case": "service",
    "task": "tasks",
    "interaction": "activities",
    "campaign": "campaigns",
    "campaign_member": "members",
    "article": "articles",
    "survey": "surveys",
    "quotation": "quotations",
    "contract": "contracts",
    "sales_order": "orders",
    "receivable": "receivables",
    "churn": "churn",
    "receipt": "receipts",
    "product": "products",
    "invoice": "invoices",
    "supply_link": "channel",
}
TODAY = "today"
TARGETS = "targets"
REPORTS = "reports"
SERVICE_REPORT = "service_report"
PIPELINE = "pipeline"
FORECAST = "forecast"
TEN_C = "ten_c"
HELD_BACK = "held_back"
COMMISSION = "commission"
REVIEW = "review"
BIN = "bin"
# Has a tab only while somebody looks at it.
MEMBERS = "members"
DUPLICATES = "duplicates"
DOCUMENTS = "documents"
# Behind it stand the pages of the kinds that the company added.
SURVEYS = "surveys"
# The pages with lists: key, title and the kind they show.
LIST_PAGES = (
    ("customers", N_("Customers"), "customer"),
    ("contacts", N_("Contacts"), "contact"),
    ("leads", N_("Leads"), "lead"),
    ("opportunities", N_("Opportunities"), "opportunity"),
    ("service", N_("Service"), "service_case"),
    ("tasks", N_("Tasks"), "task"),
    ("activities", N_("Activities"), "interaction"),
    ("campaigns", N_("Campaigns"), "campaign"),
    (MEMBERS, N_("Campaign members"), "campaign_member"),
    ("articles", N_("Articles"), "article"),
    (SURVEYS, N_("Surveys"), "survey"),
    ("quotations", N_("Quotations"), "quotation"),
    ("contracts", N_("Contracts"), "contract"),
    ("orders", N_("Orders"), "sales_order"),
    ("receivables", N_("Receivables"), "receivable"),
    ("churn", N_("Churn warnings"), "churn"),
    ("receipts", N_("Receipts"), "receipt"),
    ("products", N_("Products"), "product"),
    ("invoices", N_("Invoices"), "invoice"),
    ("channel", N_("Channel"), "supply_link"),
)


def page_of_kind(kind: str) -> str:
    """The page with the list of a kind of record, which of an own kind is called like it; empty where there is none."""
    return kind if own_kind_id(kind) else PAGE_OF_KIND.get(kind, "")


def list_pages(context: PageContext) -> tuple[tuple[str, str, str], ...]:
    """The pages with lists there are now: those of own kinds come and go."""
    return (*LIST_PAGES, *((each.kind, each.title, each.kind) for each in context.choices.own_kinds))


def own_page_specs(context: PageContext) -> Sequence[PageSpec]:
    """A page for each kind that the company added."""
    return tuple(
        PageSpec(each.kind, each.title, each.icon, partial(_own_records, each, context), numbered=False)
        for each in context.choices.own_kinds
    )


def page_specs(context: PageContext) -> Sequence[PageSpec]:
    """The pages in the order of the side bar; each is loaded and made when it is first shown."""
    return (
        PageSpec(TODAY, N_("Today"), "calendar-check", partial(_today, context)),
        PageSpec("customers", N_("Customers"), "building-2", partial(_customers, context)),
        PageSpec("contacts", N_("Contacts"), "users", partial(_contacts, context)),
        PageSpec("leads", N_("Leads"), "target", partial(_leads, context)),
        PageSpec("opportunities", N_("Opportunities"), "square-kanban", partial(_opportunities, context)),
        PageSpec("quotations", N_("Quotations"), "file-text", partial(_quotations, context), numbered=False),
        PageSpec("contracts", N_("Contracts"), "handshake", partial(_contracts, context), numbered=False),
        PageSpec("orders", N_("Orders"), "shopping-cart", partial(_orders, context), numbered=False),
        PageSpec("receivables", N_("Receivables"), "calendar-clock", partial(_receivables, context), numbered=False),
        PageSpec("receipts", N_("Receipts"), "wallet", partial(_receipts, context), numbered=False),
        PageSpec("products", N_("Products"), "box", partial(_products, context), numbered=False, in_bar=False),
        PageSpec("invoices", N_("Invoices"), "receipt", partial(_invoices, context), numbered=False, in_bar=False),
        PageSpec("channel", N_("Channel"), "store", partial(_channel, context), numbered=False, in_bar=False),
        PageSpec("tasks", N_("Tasks"), "square-check", partial(_tasks, context)),
        PageSpec(
            "activities",
            N_("Activities"),
            "message-square",
            partial(_activities, context),
            numbered=False,
            in_bar=False,
        ),
        PageSpec("calendar", N_("Calendar"), "calendar", partial(_calendar, context)),
        PageSpec("service", N_("Service"), "life-buoy", partial(_service_cases, context)),
        PageSpec(
            "churn", N_("Churn warnings"), "trending-down", partial(_churn, context), numbered=False, in_bar=False
        ),
        PageSpec("articles", N_("Articles"), "lightbulb", partial(_articles, context), numbered=False, in_bar=False),
        PageSpec(
            SERVICE_REPORT,
            N_("Service report"),
            "headset",
            partial(_service_report, context),
            numbered=False,
            in_bar=False,
        ),
        PageSpec("campaigns", N_("Campaigns"), "megaphone", partial(_campaigns, context), numbered=False, in_bar=False),
        PageSpec(MEMBERS, N_("Campaign members"), "users", partial(_members, context), numbered=False),
        PageSpec(SURVEYS, N_("Surveys"), "clipboard-list", partial(_surveys, context), numbered=False, in_bar=False),
        PageSpec(TARGETS, N_("Targets"), "flag", partial(_targets, context), numbered=False, in_bar=False),
        PageSpec(COMMISSION, N_("Commission"), "percent", partial(_commission, context), numbered=False, in_bar=False),
        PageSpec(
            FORECAST,
            N_("Sales forecast"),
            "trending-up",
            partial(_forecast, context),
            numbered=False,
            in_bar=False,
        ),
        PageSpec(
            PIPELINE,
            N_("Pipeline changes"),
            "chart-line",
            partial(_pipeline, context),
            numbered=False,
            in_bar=False,
        ),
        PageSpec(
            HELD_BACK,
            N_("Warnings put to the test"),
            "history",
            partial(_held_back, context),
            numbered=False,
            in_bar=False,
        ),
        PageSpec(TEN_C, N_("The ten Cs"), "layers", partial(_ten_c, context), numbered=False, in_bar=False),
        PageSpec(REPORTS, N_("Reports"), "chart-column", partial(_reports, context)),
        PageSpec(REVIEW, N_("Review"), "git-merge", partial(_review, context)),
        PageSpec(BIN, N_("Recycle bin"), "trash-2", partial(_bin, context), in_bar=False),
        PageSpec(DOCUMENTS, N_("Documents"), "file-text", partial(_documents, context), in_bar=False),
        PageSpec(DUPLICATES, N_("Duplicates"), "copy", partial(_duplicates, context), in_bar=False),
    )


# Where the module of a page is not named as the page.
_MODULES = {"service_case": "service_cases", "campaign_member": "campaign_members"}


def detail_source(kind: str, choices: Choices) -> DetailSource:
    """What the detail side of a kind is made from, for a window of its own."""
    if (own := choices.own_kind(kind)) is not None:
        from crm_desktop.ui.pages.own_records import own_source

        return own_source(own)
    module = import_module(f"crm_desktop.ui.pages.{_MODULES.get(kind, PAGE_OF_KIND[kind])}")
    source: DetailSource = module.SOURCE
    return source


# Loading all pages with all they need takes longer than everything else at the start.


def _today(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.today import TodayPage

    return TodayPage(context)


def _calendar(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.calendar import CalendarPage

    return CalendarPage(context)


def _commission(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.commission import CommissionPage

    return CommissionPage(context)


def _customers(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.customers import CustomersPage

    return CustomersPage(context)


def _contacts(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.contacts import ContactsPage

    return ContactsPage(context)


def _leads(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.leads import LeadsPage

    return LeadsPage(context)


def _opportunities(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.opportunities import OpportunitiesPage

    return OpportunitiesPage(context)


def _service_cases(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.service_cases import ServiceCasesPage

    return ServiceCasesPage(context)


def _articles(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.articles import ArticlesPage

    return ArticlesPage(context)


def _service_report(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.service_report import ServiceReportPage

    return ServiceReportPage(context)


def _forecast(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.forecast import ForecastPage

    return ForecastPage(context)


def _pipeline(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.pipeline import PipelinePage

    return PipelinePage(context)


def _held_back(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.held_back import HeldBackPage

    return HeldBackPage(context)


def _ten_c(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.ten_c import TenCPage

    return TenCPage(context)


def _tasks(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.tasks import TasksPage

    return TasksPage(context)


def _activities(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.activities import ActivitiesPage

    return ActivitiesPage(context)


def _campaigns(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.campaigns import CampaignsPage

    return CampaignsPage(context)


def _members(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.campaign_members import CampaignMembersPage

    return CampaignMembersPage(context)


def _surveys(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.surveys import SurveysPage

    return SurveysPage(context)


def _quotations(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.quotations import QuotationsPage

    return QuotationsPage(context)


def _targets(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.targets import TargetsPage

    return TargetsPage(context)


def _orders(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.orders import OrdersPage

    return OrdersPage(context)


def _churn(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.churn import ChurnPage

    return ChurnPage(context)


def _receivables(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.receivables import ReceivablesPage

    return ReceivablesPage(context)


def _receipts(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.receipts import ReceiptsPage

    return ReceiptsPage(context)


def _products(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.products import ProductsPage

    return ProductsPage(context)


def _invoices(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.invoices import InvoicesPage

    return InvoicesPage(context)


def _channel(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.channel import ChannelPage

    return ChannelPage(context)


def _contracts(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.contracts import ContractsPage

    return ContractsPage(context)


def _reports(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.reports import ReportsPage

    return ReportsPage(context)


def _review(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.review import ReviewPage

    return ReviewPage(context)


def _bin(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.bin import BinPage

    return BinPage(context)


def _duplicates(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.duplicates import DuplicatesPage

    return DuplicatesPage(context)


def _documents(context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.documents import DocumentsPage

    return DocumentsPage(context)


def _own_records(kind: OwnKind, context: PageContext) -> QWidget:
    from crm_desktop.ui.pages.own_records import OwnRecordsPage

    return OwnRecordsPage(kind, context)
