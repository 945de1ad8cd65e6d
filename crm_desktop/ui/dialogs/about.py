"""The page about the program: its version, the system under it, and whose work it is made with."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.notices import notices_text
from crm_desktop.core.version import PROGRAM, VERSION
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, section_heading

_WIDTH, _LINES = 760, 18


def open_about(window: QWidget, theme: Theme, background: Background) -> Dialog:
    """Open the page; the notices are long and are read aside."""
    dialog = Dialog(window, theme, Plain(PROGRAM), context=_version(), primary=N_("Done"), cancel=False, width=_WIDTH)
    words = N_("A customer management program for small teams, on a file of your own.")
    dialog.body.addWidget(Label(theme, words, Role.BODY, wrap=True))
    dialog.body.addLayout(_system(theme))
    dialog.body.addWidget(section_heading(theme, N_("Made with the work of others")))
    for words in (
        N_("Qt is used under the GNU Lesser General Public License: you may replace it by a version of your own."),
        N_("How, where its source code is, and all other licences stand below."),
    ):
        dialog.body.addWidget(Label(theme, words, Role.BODY, colour="text2", wrap=True))
    notices = _Notices(theme)
    dialog.body.addWidget(notices)
    background.call(dialog, notices_text, notices.setPlainText)
    dialog.submitted.connect(dialog.accept)
    dialog.open_panel()
    return dialog


def _version() -> Message:
    return Message("Version {version}", version=VERSION)


def _system(theme: Theme) -> QHBoxLayout:
    """What support asks for, ready to be copied."""
    text = f"{PROGRAM} {VERSION} · {platform.platform()} · Python {platform.python_version()} · Qt {qt_version}"
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(Label(theme, Plain(text), Role.SMALL, colour="text2", elide=True), 1)
    copy = Button(theme, N_("Copy"), icon="copy", height=28)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    row.addWidget(copy, 0, Qt.AlignmentFlag.AlignVCenter)
    return row


class _Notices(QPlainTextEdit):
    """The notices, to be read and copied; Tab leaves them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(theme.font(Role.SMALL))
        self.setFixedHeight(theme.line(Role.SMALL) * _LINES)
