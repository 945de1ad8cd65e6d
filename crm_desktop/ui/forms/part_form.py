"""The small forms of what belongs to a record without a page of its own, opened from there: made, changed, deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.buttons import Button

_WIDTH = 560


@dataclass(frozen=True)
class PartForm:
    """What differs between these forms; `names` are those of the records that a draft refers to, by their ids.

    `needs` is a right without which none is opened.
    """

    kind: str
    title: Text
    new: Message
    change: Message
    saved: Message
    deleted: Message
    empty: Any
    read: Callable[[Any, str], Any]
    create: Callable[[Any, Any], str]
    update: Callable[..., Any]
    delete: Callable[[Any, list[str]], int]
    sections: Callable[[PageContext, Mapping[str, str], Any], list[FormSection]]
    names: Callable[[Any, Any], Mapping[str, str]]
    needs: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a form starts from: names of the records it refers to, and what a new one is begun with."""

    opened: Opened
    names: Mapping[str, str]
    about: Mapping[str, Any] = field(default_factory=dict)


def load_new_part(form: PartForm, reading: Any, about: Mapping[str, Any] | None) -> Loaded:
    """A new one; `about` are values of its draft, such as the customer."""
    given = dict(about or {})
    draft = replace(form.empty, **given)
    return Loaded(Opened(draft, 0, lambda _reading: draft), form.names(reading, draft), given)


def load_known_part(form: PartForm, reading: Any, record_id: str) -> Loaded:
    """One as it is now."""
    draft = form.read(reading, record_id)
    opened = Opened(draft, reading.position, lambda later: form.read(later, record_id))
    return Loaded(opened, form.names(reading, draft))


def open_new_part(form: PartForm, context: PageContext, window: QWidget, about: Mapping[str, Any]) -> None:
    """The form for a new one; `about` are values of its draft, such as the customer."""
    if _is_refused(form, context):
        return
    context.background.read(
        window,
        lambda reading: load_new_part(form, reading, about),
        lambda loaded: open_part(form, context, window, None, loaded),
    )


def open_known_part(
    form: PartForm, context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens one by its id; `failed` is told when it is not there any more."""

    def open_known(record_id: str) -> None:
        if _is_refused(form, context):
            return
        context.background.read(
            window,
            lambda reading: load_known_part(form, reading, record_id),
            lambda loaded: open_part(form, context, window, record_id, loaded),
            failed,
        )

    return open_known


def _is_refused(form: PartForm, context: PageContext) -> bool:
    """Whether the acting user may not change such parts, which is said instead of at saving."""
    reason = against(context.background, form.needs) if form.needs else ""
    if reason:
        context.navigator.refuse(Message(reason))
    return bool(reason)


def open_part(
    form: PartForm,
    context: PageContext,
    window: QWidget,
    record_id: str | None,
    loaded: Loaded,
    saved: Callable[[str], None] = lambda _id: None,
) -> None:
    """Open the form of a new one, or of the one with this id, with what was read for it."""
    opened = loaded.opened

    def save(work: Any, draft: Any) -> str:
        if record_id is None:
            return form.create(work, draft)
        # What has another id afterwards says so.
        return form.update(work, record_id, draft, opened.draft, opened.position) or record_id

    texts = FormTexts(form.title, "", form.change if record_id else form.new, lambda _: form.saved)
    record = RecordForm(
        context,
        window,
        texts,
        form.sections(context, loaded.names, opened.draft),
        opened.draft,
        save,
        saved,
        width=_WIDTH,
        opened=opened if record_id else None,
        keep_as=KeepAs(form.kind, record_id, dict(loaded.about)),
    )
    if record_id is not None:
        record.dialog.body.addWidget(_deleter(form, context, record, record_id))
    record.open()


def _deleter(form: PartForm, context: PageContext, record: RecordForm, record_id: str) -> Button:
    button = Button(context.theme, N_("Delete"), kind="quiet", icon="trash-2", height=28)

    def done(_count: int) -> None:
        record.dialog.reject()
        context.navigator.did(form.deleted)

    def ask() -> None:
        context.background.write(form.deleted, lambda work: form.delete(work, [record_id]), done, owner=record.dialog)

    button.clicked.connect(ask)
    return button
