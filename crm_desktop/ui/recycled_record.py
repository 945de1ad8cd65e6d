"""A deleted record as one looks at it before bringing it back: what it said, who deleted it and why."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, language, listed, tr, tr_message, trn
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.recycle import RecycledRow
from crm_desktop.queries.recycle_links import BinDetails, Missing, bin_details
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.step_words import when
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_fields import CheckField
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_COLUMNS = (TextColumn(N_("Field"), 190, "text2"), TextColumn(N_("What it said")))
_NAMED = 4


def kind_title(kind: str) -> str:
    """What a kind of record is called."""
    return tr(ENTITY_OF[kind].__title__)


def names_of(found: Sequence[Missing]) -> str:
    """Some records by kind and name."""
    named = listed(f"{tr(each.called)} {each.title}" for each in found[:_NAMED])
    return named + (" …" if len(found) > _NAMED else "")


class RecycledRecord(QWidget):
    """The right side of the recycle bin."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, theme, px = context, context.theme, context.theme.px
        self._details = Latest(context.background, self)
        self.missing: tuple[Missing, ...] = ()
        self._name = Label(theme, "", Role.TITLE, elide=True)
        self._meta = Label(theme, "", Role.SMALL, colour="text3", wrap=True)
        self._reason = Label(theme, "", Role.BODY, wrap=True)
        self._along = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self._missing = Label(theme, "", Role.BODY, colour="warning", wrap=True)
        self.table = TextTable(theme, _COLUMNS, compact=True)
        self.table.setAccessibleName(tr("What it said"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XL), px(Space.L), px(Space.XL), px(Space.L))
        column.setSpacing(px(Space.S))
        for each in (self._name, self._meta, self._reason, self._along, self._missing):
            column.addWidget(each)
        column.addWidget(self.table, 1)

    def show_record(self, row: RecycledRow) -> None:
        """Show a deleted record at once, and what it said as soon as that is read."""
        by = tr("deleted by {name}", name=row.by) if row.by else tr("deleted")
        moment, step = when(self._context, row.deleted_at), f"“{tr_message(row.label)}”"
        self._name.set_text(Plain(row.title or tr(row.called)))
        meta = (tr(row.called), by, moment, row.laptop, tr_message(Message(row.place)) if row.place else "", step)
        self._meta.set_text(Plain(" · ".join(filter(None, meta))))
        self._say(self._reason, tr("Reason: {reason}", reason=row.reason) if row.reason else "")
        spoken = language()
        self._details.read(
            lambda reading: bin_details(reading, row, spoken), lambda found: self._on_details(row, found)
        )

    def _on_details(self, row: RecycledRow, found: BinDetails) -> None:
        self.missing = found.missing
        along, others = found.along, row.together - found.along
        own = trn("{count} row of its own comes back with it.", "{count} rows of its own come back with it.", along)
        step = trn("The same step deleted {count} more record.", "The same step deleted {count} more records.", others)
        lines = ([own] if along else []) + ([step] if others else [])
        self._say(self._along, " ".join(lines))
        belongs = tr("It belongs to what is deleted too: {names}.", names=names_of(found.missing))
        self._say(self._missing, belongs if found.missing else "")
        self.table.set_rows([[f"{tr(part)}" if part else tr(title), value] for title, part, value in found.fields])

    @staticmethod
    def _say(label: Label, text: str) -> None:
        label.set_text(Plain(text))
        label.setVisible(bool(text))


def ask_about_missing(
    context: PageContext, window: QWidget, found: Sequence[Missing], then: Callable[[bool], None]
) -> Dialog:
    """Ask whether what the records belong to comes back as well; nothing is restored until it is answered."""
    dialog = Dialog(window, context.theme, N_("Restore"), primary=N_("Restore"), width=520)
    text = Message("They belong to records that are deleted too: {names}.", names=names_of(found))
    dialog.body.addWidget(Label(context.theme, text, Role.BODY, wrap=True))
    both = CheckField(context.theme, N_("Restore these as well"))
    both.set_value(True)
    dialog.body.addWidget(both)
    away = N_("Without them, what you restore refers to something that nobody sees.")
    dialog.body.addWidget(Label(context.theme, away, Role.SMALL, colour="text3", wrap=True))

    def answered() -> None:
        wanted = bool(both.value())
        dialog.accept()
        then(wanted)

    dialog.submitted.connect(answered)
    dialog.open_panel()
    return dialog
