"""What only shows when laptops meet: records that may be one, one number twice, lost parents, broken rules."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from crm_desktop.core.formats import MISSING
from crm_desktop.core.i18n import N_, Message, listed, tr, trn
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.review import (
    accept,
    delete_orphans,
    detach,
    follow_receipts,
    give_new_number,
    restore_parent,
    tell_apart,
)
from crm_desktop.queries.findings import Finding
from crm_desktop.queries.finds import DUPLICATE, NUMBER, ORPHAN
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.review.block import Block, Decision
from crm_desktop.ui.review.columns import Column, Columns
from crm_desktop.ui.review.words import SIGNS, signed
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.labels import Label

_LISTED = 12
_RECEIPTS = "order_payment"


class FindingBlock(Block):
    """One thing found; `record_wanted` names a record to be looked at."""

    record_wanted = Signal(str, str)

    def __init__(self, context: PageContext, found: Sequence[Finding], *, may_decide: bool) -> None:
        first = found[0]
        super().__init__(context, first.id, SIGNS[first.find.kind], "", may_decide=may_decide)
        told = {DUPLICATE: self._duplicate, NUMBER: self._number, ORPHAN: self._orphans}
        told.get(first.find.kind, self._rule)(tuple(found))
        self.end()

    # --- records that may be one

    def _duplicate(self, found: tuple[Finding, ...]) -> None:
        (one,) = found
        find = one.find
        self.heading.set_text(N_("Made on two laptops: is it the same one?"))
        step = Message("Review: one record instead of two")
        sides = ((find.row_id, find.other, one.row, one.row_by), (find.other, find.row_id, one.other, one.other_by))
        columns = []
        for kept, other, name, author in sides:
            done = Message("Two records became one: {name}", name=name)
            merge = partial(merge_records, kind=find.table, kept_id=kept, other_id=other)
            head = Plain(signed(author, self.context) if author else "")
            button = self.button(Decision(N_("Keep this, join the other"), step, done, merge))
            columns.append(Column(self.theme, head, name, buttons=[button], told=self._facts(one, kept == find.row_id)))
        self.column.addWidget(Columns(self.theme, columns))
        apart = Decision(
            N_("These are two different ones"),
            Message("Review: two different records"),
            Message("Two different ones: nobody is asked again"),
            partial(tell_apart, find=find),
        )
        self.offer([self.button(apart)])

    def _facts(self, one: Finding, is_row: bool) -> QWidget:
        """What is known of one of two; what both share is quieter than what tells them apart."""
        box, px = QWidget(), self.theme.px
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(2))
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(one.facts):
            value, weight = (fact.row if is_row else fact.other), 400 if fact.row == fact.other else 500
            grid.addWidget(Label(self.theme, fact.title, Role.SMALL, colour="text3"), row, 0)
            ink = "text2" if fact.row == fact.other else "text1"
            text = Label(self.theme, Plain(value or MISSING), Role.BODY, weight=weight, colour=ink, elide=True)
            grid.addWidget(text, row, 1)
        return box

    # --- one number twice

    def _number(self, found: tuple[Finding, ...]) -> None:
        (one,) = found
        self.heading.set_text(Message("Two records have the number {number}", number=one.number))
        columns = [
            Column(self.theme, Plain(signed(author, self.context) if author else ""), name)
            for name, author in ((one.row, one.row_by), (one.other, one.other_by))
        ]
        self.column.addWidget(Columns(self.theme, columns))
        new = Decision(
            Message("Give “{name}” a new number", name=one.row),
            Message("Review: a new number"),
            Message("“{name}” has a number of its own now", name=one.row),
            partial(give_new_number, find=one.find),
        )
        self.offer([self.button(new), self._leave(one, N_("Leave both as they are"))])

    # --- what was given to something deleted

    def _orphans(self, found: tuple[Finding, ...]) -> None:
        one = found[0]
        is_person = one.other_kind == "app_user"
        gone = N_("{name} was deactivated meanwhile") if is_person else N_("“{name}” was deleted meanwhile")
        self.heading.set_text(Message(gone, name=one.other))
        if one.other_by is not None:
            self.say(Plain(signed(one.other_by, self.context)), "text3")
        self.say(
            N_("These were given to this person on another laptop:")
            if is_person
            else N_("What was added to it on another laptop stands without it now:")
        )
        for each in found[:_LISTED]:
            self._orphan(each)
        if len(found) > _LISTED:
            more = len(found) - _LISTED
            self.say(Plain(trn("and {count} more", "and {count} more", more)), "text3")
        back = Decision(
            Message("Let {name} work here again", name=one.other) if is_person else N_("Bring it back"),
            Message("Review: brought back"),
            Message("“{name}” is back", name=one.other),
            partial(restore_parent, find=one.find),
        )
        buttons = [self.button(back)]
        if not is_person:
            finds = [each.find for each in found]
            delete = Decision(
                N_("Delete these too"),
                Message("Review: deleted what belonged to it"),
                Message("Deleted, for all laptops"),
                partial(delete_orphans, finds=finds),
            )
            buttons.append(self.button(delete))
        self.offer(buttons)

    def _orphan(self, one: Finding) -> None:
        kind = tr(ENTITY_OF[one.find.table].__title__)
        note = kind if one.row_by is None else f"{kind} · {signed(one.row_by, self.context)}"
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(12))
        row.addWidget(Label(self.theme, Plain(one.row or kind), Role.BODY, weight=500, elide=True), 2)
        row.addWidget(Label(self.theme, Plain(note), Role.SMALL, colour="text3", elide=True), 3)
        if one.may_stand_alone and self._may_decide:
            decision = Decision(
                N_("Leave it without"),
                Message("Review: no longer belongs to what is deleted"),
                Message("Stands by itself now"),
                partial(detach, find=one.find),
            )
            link = LinkButton(self.theme, decision.text)
            link.clicked.connect(lambda: self.decided.emit(decision))
            row.addWidget(link)
        self.column.addLayout(row)

    # --- rules

    def _rule(self, found: tuple[Finding, ...]) -> None:
        (one,) = found
        self.heading.set_text(one.says)
        fields = listed(tr(each) for each in one.titles)
        sums = tr("{sum} stands against {limit}", sum=one.sums[0], limit=one.sums[1]) if one.sums else ""
        self.say(Plain(" · ".join(filter(None, (one.row, sums or fields)))))
        buttons = []
        if one.find.other == _RECEIPTS:
            follow = Decision(
                N_("Follow the receipts"),
                Message("Review: payment follows the receipts"),
                Message("The payment follows the receipts again"),
                partial(follow_receipts, find=one.find),
            )
            buttons.append(self.button(follow))
        self.offer([*buttons, self._leave(one, N_("Leave it as it is"))])

    def _leave(self, one: Finding, text: str) -> Button:
        decision = Decision(
            text, Message("Review: left as it is"), Message("Left as it is: nobody is asked again"),
            partial(accept, find=one.find),
        )  # fmt: skip
        return self.button(decision)
