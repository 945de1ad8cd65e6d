"""The sections of the company's settings, each loaded when it is looked at. A new one is a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.page_context import PageContext


@dataclass(frozen=True)
class Section:
    """A part of the settings: its title, icon, and the module that has it as `make(context)`."""

    key: str
    title: str
    icon: str
    module: str

    def make(self, context: PageContext) -> QWidget:
        """The part itself."""
        made: Callable[[PageContext], QWidget] = import_module(self.module).make
        return made(context)


SECTIONS = (
    Section("parameters", N_("Business rules"), "sliders-horizontal", "crm_desktop.ui.settings.parameters"),
    Section("dictionaries", N_("Lists of choices"), "list", "crm_desktop.ui.settings.dictionaries"),
    Section("categories", N_("Product categories"), "layers", "crm_desktop.ui.settings.categories"),
    Section("custom_fields", N_("Own fields"), "table-2", "crm_desktop.ui.settings.custom_fields"),
    Section("own_kinds", N_("Own kinds"), "package", "crm_desktop.ui.settings.own_kinds"),
    Section("forms", N_("Forms"), "layout-dashboard", "crm_desktop.ui.settings.forms"),
    Section("people", N_("People and teams"), "users", "crm_desktop.ui.settings.people"),
    Section("roles", N_("Roles and rights"), "shield-check", "crm_desktop.ui.settings.roles"),
    Section("field_rules", N_("Rules of fields"), "list-checks", "crm_desktop.ui.settings.field_rules"),
    Section("pipelines", N_("Pipelines and stages"), "square-kanban", "crm_desktop.ui.settings.pipelines"),
    Section("exchange_rates", N_("Exchange rates"), "banknote", "crm_desktop.ui.settings.exchange_rates"),
    Section("commission", N_("Rules of commission"), "percent", "crm_desktop.ui.settings.commission_rules"),
    Section("service_limits", N_("Time limits of service"), "clock", "crm_desktop.ui.settings.service_limits"),
    Section("service_rules", N_("Rules of service"), "life-buoy", "crm_desktop.ui.settings.service_rules"),
    Section("closing_days", N_("Closing days of service"), "calendar", "crm_desktop.ui.settings.closing_days"),
    Section("reply_templates", N_("Reply templates"), "mail", "crm_desktop.ui.settings.reply_templates"),
    Section("task_templates", N_("Series of tasks"), "list-checks", "crm_desktop.ui.settings.task_templates"),
)
