"""Everything to review of one record, with the commands that decide all of it; arrow keys walk its buttons."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.review import decide_all
from crm_desktop.queries.findings import Finding
from crm_desktop.queries.finds import ORPHAN
from crm_desktop.queries.review import Review
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.review.block import Block, Decision
from crm_desktop.ui.review.columns import Wrapped
from crm_desktop.ui.review.conflict_block import ConflictBlock
from crm_desktop.ui.review.finding_block import FindingBlock
from crm_desktop.ui.review.words import note_of, who
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking

_SHOWN = 60
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class RecordView(QScrollArea):
    """Shows a review; `decided` hands over what was chosen, the others ask for the record or its form."""

    decided = Signal(object)
    open_wanted = Signal()
    form_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(widgetResizable=True)
        self._context, self._theme = context, context.theme
        self.review: Review | None = None
        self._blocks: list[Block] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_review(self, review: Review | None) -> None:
        """Show what is to be reviewed of a record, or nothing."""
        had_focus = self._has_focus()
        at = self.verticalScrollBar().value() if review and self._is_same(review) else 0
        self.review, self._blocks = review, []
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        px = self._theme.px
        column.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.XL))
        column.setSpacing(0)
        if review is not None:
            self._fill(column, review)
        column.addStretch(1)
        if (old := self.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(inside)
        # Setting it made it paint the colour of the bars.
        inside.setAutoFillBackground(False)
        inside.show()
        self.verticalScrollBar().setValue(at)
        if had_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """Give the keyboard to the first button."""
        first = next((stop for block in self._blocks for stop in block.stops), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def go_to(self, item_id: str) -> None:
        """Scroll to one thing to review and give it the keyboard."""
        for block in self._blocks:
            if block.item_id == item_id and block.stops:
                self.ensureWidgetVisible(block)
                block.stops[0].setFocus(Qt.FocusReason.TabFocusReason)

    def edit(self) -> None:
        """Write another value for the field the keyboard is at, or the first one."""
        blocks = [each for each in self._blocks if isinstance(each, ConflictBlock)]
        here = [each for each in blocks if any(stop.hasFocus() for stop in each.stops)]
        if blocks:
            (here or blocks)[0].edit()

    def others(self) -> list[tuple[str, str]]:
        """(replica, whose) of the laptops whose versions can all be taken, unless all of them are shown."""
        versions = [each for conflict in self.review.conflicts for each in conflict.versions] if self.review else []
        named = dict.fromkeys((each.replica, who(each.author, self._context)) for each in versions if not each.is_shown)
        return list(named)

    def keep_all(self) -> None:
        """Decide all fields as they are shown."""
        self.decide_all()

    def decide_all(self, replica: str | None = None) -> None:
        """Decide all fields of the record at once."""
        review = self.review
        if review is None or not review.conflicts or not review.record.may_decide:
            return
        name = review.record.title
        step = Message("Review: all of “{name}”", name=name)
        done = Message("All of “{name}” is decided, for all laptops", name=name)
        self.decided.emit(Decision("", step, done, partial(decide_all, review=review, replica=replica)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, Button):
                self._walk(watched, *step)
                return True
        return False

    # --- building

    def _fill(self, column: QVBoxLayout, review: Review) -> None:
        column.addWidget(self._head(review))
        if len(review.conflicts) > 1 and review.record.may_decide:
            column.addSpacing(self._theme.px(Space.M))
            column.addWidget(self._whole(review))
        if not review.record.may_decide:
            column.addSpacing(self._theme.px(Space.S))
            sentence = N_("You may look at this, but its owner or a manager decides it.")
            column.addWidget(Label(self._theme, sentence, Role.BODY, colour="text2", wrap=True))
        column.addSpacing(self._theme.px(Space.M))
        column.addWidget(Rule(self._theme))
        for block in self._make_blocks(review):
            block.decided.connect(self.decided)
            self._blocks.append(block)
            column.addWidget(block)
            for stop in block.stops:
                stop.installEventFilter(self)

    def _make_blocks(self, review: Review) -> Iterator[Block]:
        may_decide = review.record.may_decide and not self._context.background.against_writing
        for conflict in review.conflicts[:_SHOWN]:
            block = ConflictBlock(self._context, conflict, may_decide=may_decide)
            block.form_wanted.connect(self.form_wanted)
            yield block
        orphans: dict[str, list[Finding]] = {}
        for each in review.findings[:_SHOWN]:
            if each.find.kind == ORPHAN:
                orphans.setdefault(each.other_id, []).append(each)
            else:
                yield FindingBlock(self._context, [each], may_decide=may_decide)
        for found in orphans.values():
            yield FindingBlock(self._context, found, may_decide=may_decide)

    def _head(self, review: Review) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(0)
        title = Label(self._theme, Plain(review.record.title), Role.TITLE, elide=True)
        # The button leaves it its words before it is cut.
        title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        words.addWidget(title)
        words.addWidget(Label(self._theme, Plain(note_of(review.record)), Role.SMALL, colour="text3", elide=True))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(Space.S))
        row.addLayout(words, 1)
        if not review.record.is_deleted:
            button = Button(self._theme, N_("Open the record"), icon="external-link", key="O")
            button.clicked.connect(self.open_wanted)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            Shrinking(head, [button])
        return head

    def _whole(self, review: Review) -> QWidget:
        parts: list[QWidget] = [Label(self._theme, N_("All of this record:"), Role.BODY, colour="text2")]
        keep = Button(self._theme, N_("Keep what is shown"), height=Height.BUTTON_BAR)
        keep.clicked.connect(self.keep_all)
        parts.append(keep)
        for replica, name in self.others()[:2]:
            button = Button(self._theme, Message("Take: {name}", name=name), height=Height.BUTTON_BAR)
            button.clicked.connect(partial(self.decide_all, replica))
            parts.append(button)
        return Wrapped(self._theme, parts)

    def _walk(self, button: Button, down: int, right: int) -> None:
        rows = [block.stops for block in self._blocks if block.stops]
        row = next((number for number, stops in enumerate(rows) if button in stops), None)
        if row is None:
            return
        at = rows[row].index(button) + right
        wanted = rows[min(len(rows) - 1, max(0, row + down))]
        target = wanted[min(len(wanted) - 1, max(0, at))]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(target, 0, self._theme.px(60))

    def _has_focus(self) -> bool:
        return any(stop.hasFocus() for block in self._blocks for stop in block.stops)

    def _is_same(self, review: Review) -> bool:
        old = self.review.record if self.review else None
        return old is not None and (old.kind, old.record_id) == (review.record.kind, review.record.record_id)
