"""The dialog in which a record is made or edited: sections of fields, saved as one step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crm_desktop.core.errors import Problem, Stale
from crm_desktop.core.form_layout import FormLayout
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations.form_layout import can_be_arranged
from crm_desktop.queries.review_marks import marks_of, met_by_last_step
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.panel import comes_late
from crm_desktop.ui.field_limits import limit_form
from crm_desktop.ui.form_places import FormPlaces
from crm_desktop.ui.form_rules import FormRules, always_asked
from crm_desktop.ui.form_sections import FormSection
from crm_desktop.ui.keeping import Keeping
from crm_desktop.ui.own_fields import own_section, own_values, saving_own
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.field import Link
from crm_desktop.ui.widgets.form import EXTRA, Form

__all__ = ["FormSection", "FormTexts", "Opened", "RecordForm", "called", "preset"]
MET = N_("Saved. To be reviewed with the change of {name}")
Names = Mapping[str, str]


@dataclass
class Opened:
    """What a record's form was opened with: the draft, and where the journal stood. `read` gives both anew."""

    draft: Any
    position: int
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class FormTexts:
    """What a form is called, and what its step is called in the list of undoable steps."""

    title: Text
    context: Text
    step: Message
    done: Callable[[str], Message]


class RecordForm(QObject):
    """Opens the dialog for a draft; `save(work, draft)` writes it and returns the record's id.

    It lives as long as its dialog: a signal alone would not keep it.
    """

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        texts: FormTexts,
        sections: Sequence[FormSection],
        draft: Any,
        save: Callable[[Any, Any], str | None],
        saved: Callable[[str], None],
        *,
        width: int = 760,
        opened: Opened | None = None,
        keep_as: KeepAs | None = None,
    ) -> None:
        primary = N_("Save changes") if opened else N_("Save")
        self.dialog = Dialog(window, context.theme, texts.title, context=texts.context, primary=primary, width=width)
        super().__init__(self.dialog)
        self._opened = opened
        self._context, self._texts, self._draft, self._save, self._saved = context, texts, draft, save, saved
        self.form = Form(self.dialog)
        self.dialog.use_form(self.form)
        own = own_section(context, keep_as.form) if keep_as is not None else None
        sections = [*sections, own] if own is not None else sections
        for section in sections:
            for name, field in chain.from_iterable(section.rows):
                self.form.bind(name, field)
        rules = context.choices.rules.get(keep_as.form, ()) if keep_as is not None else ()
        self._places = FormPlaces(context.theme, self.form, self.dialog.body, sections, always_asked(rules))
        if keep_as is not None:
            limit_form(self.form, keep_as.form, context.background.viewer)
        self.form.load(draft)
        self._kind = keep_as.form if keep_as is not None else ""
        self._places.place(context.choices.layouts.get(self._kind))
        self._rules = FormRules(self.form, rules, draft, is_new=opened is None) if rules else None
        self._show_fields()
        # After the rules, which say what must be filled, and with every problem, which must be seen.
        self.form.changed.connect(self._show_fields)
        self.form.problems_changed.connect(self._show_fields)
        if can_be_arranged(self._kind) and not against(context.background, ADMINISTER):
            arrange = IconButton(context.theme, "layout-dashboard", N_("Arrange this form…"))
            arrange.clicked.connect(lambda: self.arrange())
            self.dialog.add_tool(arrange)
        self.dialog.submitted.connect(self._submit)
        self._keeping = self._keep(keep_as)

    def open(self) -> Dialog:
        """Show the dialog, with what was typed into it before a kill when that is asked for.

        A form that was asked for again while it was being read stays away: what is typed would go into the upper one.
        """
        text, self._context.to_take_up = self._context.to_take_up, None
        goes_on = self._keeping is not None and text is not None and text.form == self._keep_as
        if self._keeping is not None and text is not None and goes_on:
            self._keeping.take_up(text)
        elif comes_late(self.dialog.window(), self._context.background.answered):
            self.dialog.done(0)
            return self.dialog
        self.dialog.open_panel()
        self._read_marks()
        self._read_own()
        if goes_on and isinstance(focused := QApplication.focusWidget(), QLineEdit):
            # A field that is entered selects its text, and the next key would replace what was just brought back.
            focused.end(False)
        return self.dialog

    def arrange(self) -> None:
        """Arrange the forms of this kind; this one, and what is typed into it, follows at once."""
        from crm_desktop.ui.form_layout.arrange import open_arranging

        open_arranging(self._context, self.dialog.window(), self._kind, self._on_arranged)

    def base(self) -> tuple[Any, int]:
        """The draft it was opened with, and where the journal stood then."""
        return self._draft, self._opened.position if self._opened else 0

    def take_up_base(self, draft: Any, position: int) -> None:
        """Start from the draft of an earlier time: what changed since is met as if the form had stayed open."""
        self._draft = draft
        if self._opened is not None:
            self._opened.draft, self._opened.position = draft, position
        self.form.load(draft)

    def _keep(self, keep_as: KeepAs | None) -> Keeping | None:
        self._keep_as, context = keep_as, self._context
        if keep_as is None:
            return None
        keeping = Keeping(self, self.dialog, context, keep_as, self._texts.title, self._texts.context)
        self.dialog.finished.connect(keeping.end)
        return keeping

    def _show_fields(self) -> None:
        if self._places.show():
            self.form.count_problems()
            if self.dialog.isVisible():
                self.dialog.place()

    def _on_arranged(self, layout: FormLayout | None) -> None:
        self._places.place(layout)
        self.dialog.place()

    def _read_own(self) -> None:
        """The values of the fields that the company added, as soon as they are read."""
        names = [name for name in self.form.names() if name.startswith(EXTRA)]
        if not names:
            return
        if (known := self._known()) is not None:
            kind, found = known
            self._context.background.read(
                self.dialog, lambda reading: own_values(reading, kind, found), self.form.load_extra
            )

    def _submit(self) -> None:
        draft, extra = self.form.read(self._draft), self.form.extra()
        save = self._save
        if extra and self._keep_as is not None:
            save = saving_own(save, self._keep_as.form, extra)
        self.dialog.set_busy(N_("Saving…"))
        self._context.background.write(
            self._texts.step,
            lambda work: save(work, draft),
            lambda record_id: self._on_saved(draft, record_id),
            self._on_failed,
            owner=self.dialog,
        )

    def _on_saved(self, draft: Any, record_id: str | None) -> None:
        self.dialog.set_busy(None)
        self.dialog.accept()
        self._say_saved(self._texts.done(called(draft)))
        if record_id is not None:
            self._saved(record_id)

    def _say_saved(self, done: Message) -> None:
        """That it is saved, and whether another laptop changed the same meanwhile."""
        navigator, known = self._context.navigator, self._known()
        if known is None:
            navigator.did(done)
            return

        def say(other: str | None) -> None:
            navigator.did(Message(MET, name=other) if other else done)

        kind, found = known
        self._context.background.read(self._context, lambda reading: met_by_last_step(reading, kind, found), say)

    # --- fields that two laptops changed

    def _known(self) -> tuple[str, str] | None:
        """The kind and the id of the record that is edited; a new one has none."""
        kept = self._keep_as
        if self._opened is None or kept is None or kept.record_id is None or "." in kept.form:
            return None
        return kept.form, kept.record_id

    def _read_marks(self) -> None:
        if (known := self._known()) is not None:
            kind, found = known
            self._context.background.read(self.dialog, lambda reading: marks_of(reading, kind, found), self._on_marks)

    def _on_marks(self, marks: Mapping[str, str]) -> None:
        for name in self.form.names():
            if name in marks:
                self.form.field(name).mark(Link(N_("Review"), partial(self._review, marks[name])))

    def _review(self, item_id: str) -> None:
        """Go to where it is decided; what was typed here is asked about first."""
        known = self._known()
        self.dialog.close()
        if known is not None and not self.dialog.isVisible():
            self._context.navigator.review(*known, item_id)

    def _on_failed(self, error: Exception) -> None:
        self.dialog.set_busy(None)
        if isinstance(error, Stale) and self._opened:
            opened = self._opened
            self._context.background.read(
                self.dialog, lambda reading: (opened.read(reading), reading.position), self._on_newer
            )
        elif isinstance(error, Problem):
            self.dialog.fail(error)

    def _on_newer(self, found: tuple[Any, int]) -> None:
        """Someone else was quicker: what both changed waits for a choice, the rest is up to date; then save again."""
        assert self._opened is not None
        self._opened.draft, self._opened.position = found
        self._draft = self._opened.draft
        if self.form.meet(self._draft):
            self.form.go_to_problem(first=True)
        else:
            self._submit()


def preset(draft: Any, values: Mapping[str, Any] | None) -> Any:
    """A draft with some attributes filled in; attributes it does not have are ignored."""
    known = {name: value for name, value in (values or {}).items() if hasattr(draft, name)}
    return replace(draft, **known)


def called(draft: Any) -> str:
    """What the record of a draft is called."""
    names = (getattr(draft, name, None) for name in ("name", "subject", "customer_name"))
    return str(next((name for name in names if name), ""))
