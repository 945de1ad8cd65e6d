"""The settings of the company: sections at the left, what the current one holds at the right; changes hold at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.settings import SECTIONS

_WIDTH, _HEIGHT, _LEFT = 1040, 720, 200


class CompanySettings(Dialog):
    """Sections are made when they are looked at first."""

    def __init__(self, context: PageContext, window: QWidget, section: str = "") -> None:
        about = N_("For everybody who works with this company file")
        super().__init__(
            window,
            context.theme,
            N_("Company settings"),
            context=about,
            primary=N_("Done"),
            cancel=False,
            width=_WIDTH,
        )
        self._context_of_page = context
        px = context.theme.px
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.sections = QListWidget()
        self.sections.setObjectName("sections")
        self.sections.setAccessibleName(tr("Sections"))
        self.sections.setFrameShape(QListWidget.Shape.NoFrame)
        # In large letters the sections and what they hold share what room there is.
        self.sections.setMinimumWidth(px(_LEFT) // 2)
        self.sections.setMaximumWidth(px(_LEFT))
        self.sections.setIconSize(QSize(px(16), px(16)))
        self.sections.setSpacing(px(2))
        for each in SECTIONS:
            item = QListWidgetItem(context.theme.pixmap(each.icon, context.theme.tokens.text2, 16, 2.0), tr(each.title))
            item.setData(Qt.ItemDataRole.UserRole, each.key)
            item.setSizeHint(QSize(0, px(32)))
            self.sections.addItem(item)
        self.parts = QStackedWidget()
        self._made: dict[int, QWidget] = {}
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(12), 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sections)
        row.addWidget(self.parts, 1)
        self.body.addLayout(row, 1)
        self.sections.currentRowChanged.connect(self._show)
        self.submitted.connect(self.accept)
        keys = [each.key for each in SECTIONS]
        self.sections.setCurrentRow(keys.index(section) if section in keys else 0)

    def wanted_size(self) -> QSize:
        return QSize(self.theme.px(_WIDTH), self.theme.px(_HEIGHT))

    def focus_inside(self) -> None:
        """Begin in the list of sections."""
        self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def part(self, key: str) -> QWidget:
        """A section, shown now."""
        self.sections.setCurrentRow([each.key for each in SECTIONS].index(key))
        return self._made[self.sections.currentRow()]

    def _show(self, number: int) -> None:
        if number not in self._made:
            made = SECTIONS[number].make(self._context_of_page)
            self._made[number] = made
            self.parts.addWidget(made)
        self.parts.setCurrentWidget(self._made[number])


def open_company_settings(context: PageContext, window: QWidget, section: str = "") -> CompanySettings:
    """Show the settings of the company, on request one section of them."""
    dialog = CompanySettings(context, window, section)
    dialog.open_panel()
    return dialog
