"""The form of a new company file: who you are, and the few things that cannot be guessed."""

from collections.abc import Callable

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import CHINESE, N_, Message, language
from crm_desktop.core.money import COMMON_CURRENCIES
from crm_desktop.operations.company import CompanyDraft, check_company, suggested_currency
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import ChoiceField, LineField
from crm_desktop.ui.widgets.form import Form


def ask_for_company(window: QWidget, theme: Theme, then: Callable[[CompanyDraft], None]) -> Dialog:
    """Open the form; `then` gets the draft. The dialog stays open until `accept` is called on it."""
    start = CompanyDraft("", "", currency=suggested_currency(language()), time_zone=system_time_zone())
    dialog = Dialog(
        window,
        theme,
        N_("New company file"),
        context=N_("Currency and time zone cannot be changed later"),
        primary=N_("Create"),
        width=560,
    )
    form = Form(dialog)
    dialog.use_form(form)
    dialog.body.addWidget(form.bind("name", LineField(theme, N_("Company"), required=True)))
    dialog.body.addWidget(form.bind("administrator", LineField(theme, N_("Your name"), required=True)))
    login = LineField(theme, N_("Login"), required=True, help_text=N_("A short name, such as your initials"))
    dialog.body.addWidget(form.bind("login", login))
    pair = QHBoxLayout()
    pair.setSpacing(theme.px(16))
    currencies = [(code, Plain(code)) for code in COMMON_CURRENCIES]
    pair.addWidget(form.bind("currency", ChoiceField(theme, N_("Currency"), currencies, empty=False)))
    zones = [(zone, Plain(zone)) for zone in _time_zones()]
    pair.addWidget(form.bind("time_zone", ChoiceField(theme, N_("Time zone"), zones, empty=False)))
    dialog.body.addLayout(pair)
    form.load(start)

    def submit() -> None:
        draft = form.read(start)
        try:
            check_company(draft)
        except Problem as problem:
            dialog.fail(problem)
            return
        dialog.set_busy(N_("Creating…"))
        then(draft)

    dialog.submitted.connect(submit)
    dialog.open_panel()
    return dialog


def system_time_zone() -> str:
    """The time zone of this computer by its IANA name."""
    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    if zone in _time_zones():
        return zone
    return "Asia/Shanghai" if language() == CHINESE else "UTC"


def _time_zones() -> list[str]:
    zones = {bytes(each.data()).decode() for each in QTimeZone.availableTimeZoneIds()}
    return ["UTC", *sorted(zone for zone in zones if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))]


NEW_COMPANY = Message("New company")
