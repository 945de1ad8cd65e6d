"""The frame of a form dialog: title and context, a body that scrolls, a footer with problems left and actions right."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import Invalid, Problem
from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.dialogs.panel import Panel
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from crm_desktop.ui.widgets.field import Icon, chain
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.key_hints import KeyCap
from crm_desktop.ui.widgets.labels import Label, Rule

_FOOTER = 60
CANCEL = N_("Cancel")
SAVE = N_("Save changes")


class Dialog(Panel):
    """A dialog around a form.

    Connect `submitted`, start the write there, call `set_busy`, and end with `accept()` or `fail(problem)`. Place the
    fields in `body`. Esc asks in the footer when something was typed; Ctrl+S and Ctrl+Enter submit; F8 walks problems.
    Without `cancel` there is nothing to take back: a page to read, or choices that hold at once.
    """

    submitted = Signal()
    # Whether Esc and “Cancel” end what it is busy with; whoever opened it sees to that.
    gives_up = False

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        title: Text,
        *,
        context: Text = "",
        primary: Text = SAVE,
        width: int = 760,
        danger: bool = False,
        cancel: bool = True,
    ) -> None:
        super().__init__(window, theme, title, width)
        self.form: Form | None = None
        self.footer_height = theme.px(_FOOTER)
        # A sentence is read whole; it must not ask the dialog to be as wide as it is long.
        self._context = Label(theme, context, Role.SMALL, colour="text3", wrap=True, most=2)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._context.setSizePolicy(policy)
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        gutter = theme.px(Space.XXL)
        self.body.setContentsMargins(gutter, theme.px(14), gutter, theme.px(Space.XL))
        self.body.setSpacing(theme.px(11))
        self.primary = Button(
            theme,
            primary,
            kind="danger" if danger else "primary",
            key="Ctrl+S" if cancel else "Esc",
            height=Height.BUTTON_DIALOG,
        )
        self.primary.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        self._head = self._header()
        column.addWidget(self._head)
        column.addWidget(Rule(theme, strong=True))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_scroll_range)
        self._body.setAutoFillBackground(False)  # the panel paints the ground
        self._scroll.viewport().setAutoFillBackground(False)
        column.addWidget(self._scroll, 1)
        self._footer = _Footer(theme, self.primary, cancel=cancel)
        self._footer.setFixedHeight(self.footer_height)
        self._footer.cancelled.connect(self.ask_to_close)
        self._footer.discarded.connect(self.reject)
        self._footer.kept.connect(self._on_kept)
        self._footer.first_wanted.connect(lambda: self._go(first=True))
        column.addWidget(self._footer)
        self.set_context(context)

    def _on_scroll_range(self, _least: int, most: int) -> None:
        """A scroll bar stands in the gutter: fields keep ending above the last button."""
        margins = self.body.contentsMargins()
        bar = self._scroll.verticalScrollBar().sizeHint().width() if most > 0 else 0
        margins.setRight(self.theme.px(Space.XXL) - bar)
        self.body.setContentsMargins(margins)

    def use_form(self, form: Form) -> None:
        """Let the frame count the form's problems, ask before unsaved work is lost, and check before submitting."""
        self.form = form
        form.problems_changed.connect(self._show_problems)
        form.changed.connect(self._footer.stop_asking)

    def _show_problems(self, count: int) -> None:
        self._footer.show_problems(count)
        self._fit_footer()

    def open_panel(self) -> None:
        """Show the dialog; the footer follows the fields in the tab order."""
        super().open_panel()
        if self.form and (stops := self.form.tab_stops()):
            chain(stops[-1], *self._footer.tab_stops())

    def set_context(self, context: Text) -> None:
        """Show another line under the title."""
        self._context.set_text(context)
        self._context.setVisible(bool(context))

    def add_tool(self, button: QWidget) -> None:
        """Put a button into the head, before the one that closes."""
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tools.insertWidget(self._tools.count() - 1, button, 0, Qt.AlignmentFlag.AlignVCenter)

    def only_tells(self) -> None:
        """Nothing in it can be changed: there is nothing to save, and nothing to take back."""
        self.primary.hide()
        self._footer.cancel.set_text(N_("Close"))

    def set_busy(self, text: Text | None) -> None:
        """Say what is happening and take no second submit."""
        self.primary.set_busy(text)

    def fail(self, problem: Problem) -> None:
        """Show why it could not be saved: beside the fields where they are known, else in the footer."""
        self.set_busy(None)
        if isinstance(problem, Invalid) and self.form:
            unbound = self.form.show_errors(problem.fields)
            if unbound:
                self.show_note(next(iter(unbound.values())))
            # What the fields say now needs room.
            self.place()
        else:
            self.show_note(problem.message)

    def show_note(self, text: Text) -> None:
        """Say something in the footer, which grows with it: what to do often stands at the end."""
        self._footer.show_note(text)
        self._fit_footer()

    def _fit_footer(self) -> None:
        height = max(self.theme.px(_FOOTER), self._footer.height_of_note(self.width()))
        if height != self.footer_height:
            self.footer_height = height
            self._footer.setFixedHeight(height)
            self.place()

    def wanted_size(self) -> QSize:
        width = min(self.theme.px(self._wanted_width), self.most_width())
        return QSize(width, sum(_height(each, width - 2) for each in (self._head, self._body)) + self.footer_height + 3)

    def focus_inside(self) -> None:
        """Begin in the first field; where none can be changed, in the first control, so that keys never go behind."""
        if self.form:
            self.form.focus_first()
        focused = self.window().focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            super().focus_inside()

    def submit(self) -> None:
        """Check the form and announce `submitted`."""
        if self.primary.is_busy() or not self.primary.isEnabled() or self._footer.is_asking():
            return
        if self.form is None or self.form.check():
            self._show_problems(0)
            self.submitted.emit()

    def ask_to_close(self) -> None:
        """Close, or ask in the footer when something was typed; asked again, stay."""
        if self._footer.is_asking():
            self._on_kept()
        elif self.primary.is_busy():
            if self.gives_up:
                self.reject()
        elif self.form and self.form.is_dirty():
            self._footer.ask()
        else:
            self.reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        # Whoever closes the window once more is still asked; only Esc takes the question back.
        if not self._footer.is_asking():
            self.ask_to_close()

    def next_problem(self) -> None:
        """Go to the next field that needs attention."""
        self._go(first=False)

    def _go(self, *, first: bool) -> None:
        if self.form:
            self.form.go_to_problem(first=first)

    def _on_kept(self) -> None:
        self._footer.stop_asking()
        self.focus_inside()

    def _header(self) -> QWidget:
        header, px = QWidget(), self.theme.px
        self._tools = row = QHBoxLayout(header)
        row.setContentsMargins(px(Space.XXL), px(14), px(20), px(9))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self.theme, self.title, Role.TITLE, elide=True))
        words.addWidget(self._context)
        row.addLayout(words, 1)
        close = IconButton(self.theme, "x", N_("Close"), key="Esc")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.ask_to_close)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        return header


def _height(part: QWidget, width: int) -> int:
    """Without a width a text that wraps wants to be as narrow, and as high, as it can be."""
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()


class _Footer(QWidget):
    """Problems or a note at the left, actions at the right; or the question whether to discard."""

    cancelled = Signal()
    discarded = Signal()
    kept = Signal()
    first_wanted = Signal()

    def __init__(self, theme: Theme, primary: Button, *, cancel: bool) -> None:
        super().__init__()
        self._theme, self._can_cancel, self._problems, self._walks = theme, cancel, 0, False
        px = theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XXL), 1, px(Space.XXL), 0)
        row.setSpacing(px(8))
        self._icon = Icon(theme, 16)
        self._words = Label(theme, "", Role.BODY, weight=500, colour="bad", elide=True)
        self._first = LinkButton(theme, N_("Go to first"), role=Role.BODY)
        self._first.clicked.connect(self.first_wanted)
        self._cap = KeyCap(theme, "F8")
        self._words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._note = Label(theme, "", Role.BODY, weight=500, colour="bad", wrap=True)
        for widget in (self._icon, self._words, self._first, self._cap):
            row.addWidget(widget)
        row.addWidget(self._note, 1)
        row.addStretch()
        self._actions = QStackedWidget()
        self._pairs: list[QHBoxLayout] = []
        self._actions.addWidget(self._usual(primary))
        self._actions.addWidget(self._question())
        row.addWidget(self._actions)
        self.show_problems(0)

    def tab_stops(self) -> list[QWidget]:
        """What the Tab key visits, in order."""
        return [self._first, *self.findChildren(Button)]

    def show_problems(self, count: int) -> None:
        """Count the fields that need attention; a question that waits for an answer stands before them."""
        self._problems = count
        if self.is_asking():
            return
        many = Message("{count} fields need attention", count=count)
        text: Text = Message("1 field needs attention") if count == 1 else many
        self._say(text if count else "", "bad", "circle-alert", walk=bool(count))

    def show_note(self, text: Text) -> None:
        """A problem that belongs to no field."""
        self._say("", "bad", "", walk=False)
        self._note.set_text(text)
        self._note.setVisible(bool(text))
        self._icon.set_icon("circle-alert" if text else "", "bad")
        self._fit()

    def height_of_note(self, width: int) -> int:
        """How high the footer of a dialog of this width must be for its note; nothing without one."""
        if self._note.isHidden():
            return 0
        self._show_keys(False)
        gap, edge = self._theme.px(8), self._theme.px(Space.XXL)
        room = width - 2 * edge - self._icon.sizeHint().width() - self._actions.sizeHint().width() - 3 * gap
        self._fit()
        return self._note.heightForWidth(room) + self._theme.px(Space.XXL)

    def ask(self) -> None:
        """Ask whether to discard what was typed."""
        self._say(N_("Discard what you typed?"), "warning", "triangle-alert", walk=False)
        self._actions.setCurrentIndex(1)
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_asking(self) -> bool:
        """Whether the question is shown."""
        return self._actions.currentIndex() == 1

    def stop_asking(self) -> None:
        """Return to the usual actions; going on typing is an answer too."""
        if not self.is_asking():
            return
        self._actions.setCurrentIndex(0)
        self.show_problems(self._problems)

    def _say(self, text: Text, colour: str, icon: str, *, walk: bool) -> None:
        self._words.set_text(text)
        self._words.set_colour(colour)
        self._icon.set_icon(icon if text else "", colour)
        self._words.setVisible(bool(text))
        self._note.hide()
        self._walks = walk
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Offer the way to the first problem where words and actions leave room for it; F8 goes there anyway.

        Before words are cut, the buttons leave them the room of their key caps.
        """
        gap = self._theme.px(8)
        self._show_keys(True)
        room = self.width() - 2 * self._theme.px(Space.XXL) - self._actions.sizeHint().width()
        said = self._words.sizeHint().width()
        if not self._note.isHidden():
            said = round(self._theme.width_of(self._note.text(), self._note.font()))
        room -= self._icon.sizeHint().width() + said + 2 * gap
        self._show_keys(room >= 0 or not (self._words.text() or self._note.text()))
        for each in (self._first, self._cap):
            room -= each.sizeHint().width() + gap
            each.setVisible(self._walks and room >= 0)

    def _show_keys(self, are_shown: bool) -> None:
        for button in self._actions.findChildren(Button):
            button.show_key(are_shown)
        # Of the page that is hidden Qt would go on with the old width.
        for pair in self._pairs:
            pair.invalidate()
        self._actions.updateGeometry()

    def _usual(self, primary: Button) -> QWidget:
        self.cancel = Button(self._theme, CANCEL, key="Esc", height=Height.BUTTON_DIALOG)
        self.cancel.clicked.connect(self.cancelled)
        if not self._can_cancel:
            self.cancel.hide()
        return self._pair(self.cancel, primary)

    def _question(self) -> QWidget:
        self._keep = Button(self._theme, N_("Keep editing"), key="Esc", height=Height.BUTTON_DIALOG)
        self._keep.clicked.connect(self.kept)
        discard = Button(self._theme, N_("Discard"), kind="danger", height=Height.BUTTON_DIALOG)
        discard.clicked.connect(self.discarded)
        return self._pair(self._keep, discard)

    def _pair(self, first: Button, second: Button) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        self._pairs.append(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(8))
        row.addStretch()
        row.addWidget(first)
        row.addWidget(second)
        return pair
