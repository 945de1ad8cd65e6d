"""The rows of a detail side that lead somewhere: to another record, to the telephone, to the clipboard."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.detail_content import DetailContent, Line, Person
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.line_button import LineButton

_FOOT_LINES = 3
_COPY, _ICON = 24, 16


def open_url(url: str) -> None:
    """Hand an address to the program of the system that calls, writes, browses or shows maps."""
    QDesktopServices.openUrl(QUrl(url))


def link_button(
    context: PageContext, icon: str, name: Text, url: str, *, height: int = 30, refused: str = ""
) -> IconButton:
    """A button for the program of the system that an address belongs to; of one that is `refused` it asks first."""
    button = IconButton(context.theme, icon, name, kind="secondary" if height == 30 else "quiet", height=height)
    button.clicked.connect(lambda: follow_url(context, button, url, refused))
    return button


def follow_url(context: PageContext, asker: QWidget, url: str, refused: str = "") -> None:
    """Hand an address on; of somebody who does not want to be reached so only after asking."""
    if not refused:
        open_url(url)
        return
    from crm_desktop.ui.dialogs.confirm import confirm

    lines = [N_("For what they asked for themselves you may still reach them.")]
    action = N_("Reach them anyway")
    confirm(asker.window(), context.theme, Plain(refused), lines, action=action, then=lambda: open_url(url))


def refusal_mark(context: PageContext, refused: str, *, height: int = 26) -> IconButton:
    """The mark beside a number or address that is not to be used; pressed it says why."""
    button = IconButton(context.theme, "circle-x", Plain(refused), height=height)
    button.clicked.connect(lambda: context.navigator.refuse(Message("{text}", text=refused)))
    return button


def copy_button(context: PageContext, text: str, *, height: int = 26) -> IconButton:
    """A button that takes a text to the clipboard and says so."""
    button = IconButton(context.theme, "copy", Message("Copy {text}", text=text), height=height)

    def copy() -> None:
        QGuiApplication.clipboard().setText(text)
        context.navigator.say(Message("“{text}” copied", text=text))

    button.clicked.connect(copy)
    return button


def add_lines(context: PageContext, column: QVBoxLayout, lines: Sequence[Line], *, is_foot: bool = False) -> None:
    """Append rows to a column."""
    for line in lines:
        button = _line_button(context, line, is_foot=is_foot)
        if line.copies:
            button.hold(copy_button(context, line.copies, height=_COPY), (_COPY - _ICON) // 2)
        column.addWidget(button)


def foot(context: PageContext, content: DetailContent) -> QWidget:
    """What stays in sight below the tabs: a few rows with their sum, and whom to speak with."""
    theme, px = context.theme, context.theme.px
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, px(10))
    column.setSpacing(0)
    column.addWidget(Rule(theme, strong=True))
    column.addSpacing(px(6))
    if content.foot_title:
        row = QHBoxLayout()
        row.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        row.addWidget(Label(theme, Plain(content.foot_title), Role.SMALL, weight=600, colour="text2"))
        figure = Label(theme, Plain(content.foot_sum), Role.SMALL, colour="text2", tabular=True, elide=True)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(figure, 1)
        column.addLayout(row)
    add_lines(context, column, content.foot[:_FOOT_LINES], is_foot=True)
    if content.person:
        if content.foot:
            column.addSpacing(px(4))
            column.addWidget(Rule(theme))
        column.addSpacing(px(4))
        column.addWidget(_person(context, content.person))
    return box


def _person(context: PageContext, person: Person) -> QWidget:
    line = Line("contact", person.record_id, person.name, person.words)
    return _line_button(context, line, is_foot=True, label=N_("Main contact"))


def _line_button(context: PageContext, line: Line, *, is_foot: bool, label: Text = "") -> LineButton:
    button = LineButton(context.theme, line, is_foot=is_foot, label=label)

    def follow() -> None:
        if line.record_id:
            context.navigator.open(line.kind, line.record_id)
        elif line.url:
            follow_url(context, button, line.url, line.refused)

    button.clicked.connect(follow)
    return button
