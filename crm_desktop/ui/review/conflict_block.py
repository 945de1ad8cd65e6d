"""A field with several versions: what it was, what each laptop made of it, and whose is kept."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, listed, tr
from crm_desktop.core.text_merge import merged
from crm_desktop.operations.review import keep, may_write, take, write
from crm_desktop.queries.conflicts import Conflict, Version
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.review.block import Block, Decision
from crm_desktop.ui.review.columns import Column, Columns
from crm_desktop.ui.review.diff_text import DiffText, is_long
from crm_desktop.ui.review.words import SIGNS, signed, title_of
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button, LinkButton

_STEP = N_("Review: {field}")


class ConflictBlock(Block):
    """Its versions side by side; `form_wanted` asks for the form of the record."""

    form_wanted = Signal()

    def __init__(self, context: PageContext, conflict: Conflict, *, may_decide: bool) -> None:
        super().__init__(context, conflict.id, SIGNS[conflict.kind], title_of(conflict), may_decide=may_decide)
        self._conflict = conflict
        self._editor: QWidget | None = None
        self._columns = self._versions()
        self.column.addWidget(self._columns)
        if may_decide and not conflict.is_deletion:
            self._add_edit()
        self.end()

    def edit(self) -> None:
        """Write another value: here when it is a text, else in the form of the record."""
        if not self._may_decide or self._conflict.is_deletion:
            return
        if not may_write(self._conflict):
            self.form_wanted.emit()
        elif self._editor is None:
            self._open_editor()

    # --- versions

    def _versions(self) -> Columns:
        conflict = self._conflict
        versions = sorted(conflict.versions, key=lambda each: (not each.is_mine, -each.author.at))
        compared = conflict.is_text and is_long(conflict.before, *(each.text for each in versions))
        columns: list[QWidget] = []
        if not (conflict.is_deletion or compared):
            columns.append(Column(self.theme, N_("Before"), conflict.before, is_past=True))
        for each in versions:
            told = DiffText(self.theme, conflict.before or "", each.text or "") if compared else None
            head = Plain(signed(each.author, self.context))
            buttons = [self.button(self._decision(each))]
            columns.append(
                Column(
                    self.theme, head, self._text(each), is_shown=each.is_shown and not conflict.is_deletion,
                    buttons=buttons, told=told,
                )
            )  # fmt: skip
        if compared and (both := self._both()) is not None:
            columns.append(self._union(both))
        return Columns(self.theme, columns)

    def _text(self, version: Version) -> str | None:
        if version.is_deletion:
            return tr("Deleted the record")
        if self._conflict.is_deletion:
            return version.text or listed(tr(each) for each in version.edited)
        return version.text

    def _decision(self, version: Version) -> Decision:
        conflict, title = self._conflict, title_of(self._conflict)
        step = Message(_STEP, field=title)
        if version.is_deletion:
            done = Message("Deleted, for all laptops")
            return Decision(N_("Delete the record"), step, done, partial(take, conflict=conflict, version=version))
        if conflict.is_deletion:
            done = Message("Kept, for all laptops")
            return Decision(N_("Keep the record"), step, done, partial(keep, conflict=conflict))
        if version.is_shown:
            done = Message("“{field}” stays as it is, for all laptops", field=title)
            return Decision(N_("Keep this"), step, done, partial(keep, conflict=conflict))
        done = Message("“{field}” decided, for all laptops", field=title)
        return Decision(N_("Take this"), step, done, partial(take, conflict=conflict, version=version))

    # --- both changes in one text

    def _both(self) -> str | None:
        texts = [str(next(iter(each.values.values())) or "") for each in self._conflict.versions]
        if len(texts) != 2 or not may_write(self._conflict):
            return None
        both = merged(self._conflict.before or "", *texts)
        return both if both is not None and both not in texts else None

    def _union(self, both: str) -> Column:
        told = DiffText(self.theme, self._conflict.before or "", both)
        button = self.button(self._written(N_("Take both"), both))
        return Column(self.theme, N_("Both changes in one"), both, buttons=[button], told=told)

    def _written(self, text: Text, value: str) -> Decision:
        title = title_of(self._conflict)
        done = Message("“{field}” decided, for all laptops", field=title)
        operation = partial(write, conflict=self._conflict, value=value or None)
        return Decision(text, Message(_STEP, field=title), done, operation)

    # --- another value

    def _add_edit(self) -> None:
        link = LinkButton(self.theme, N_("Edit…"))
        link.clicked.connect(self.edit)
        self.head.addWidget(link)

    def _open_editor(self) -> None:
        # The fields of forms come with the first edit.
        from crm_desktop.ui.widgets.fields import LineField, NoteField

        texts = [each.text or "" for each in self._conflict.versions]
        shown = next((each.text for each in self._conflict.versions if each.is_shown), None) or ""
        start = self._both() or shown
        label = Plain(title_of(self._conflict))
        make = NoteField if is_long(*texts) else LineField
        field: LineField | NoteField = make(self.theme, label)
        field.set_value(start)
        field.show_label(False)
        save = Button(self.theme, N_("Save"), kind="primary", height=Height.BUTTON_BAR)
        save.clicked.connect(lambda: self.decided.emit(self._written(N_("Save"), field.value())))
        cancel = Button(self.theme, N_("Cancel"), height=Height.BUTTON_BAR)
        cancel.clicked.connect(self._close_editor)
        self._editor = box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(8))
        row.addWidget(field, 1)
        row.addWidget(cancel)
        row.addWidget(save)
        self.column.insertWidget(self.column.count() - 2, box)
        field.setFocus()

    def _close_editor(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
