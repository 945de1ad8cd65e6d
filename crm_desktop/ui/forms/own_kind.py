"""The form of a kind of record that a company adds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.own_kind import (
    ICONS,
    NAME_AT_MOST,
    OwnKindDraft,
    create_own_kind,
    own_kind_draft,
    update_own_kind,
)
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.widgets.fields import LineField
from crm_desktop.ui.widgets.icon_field import IconField

_WIDTH = 600


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, and where the journal stood."""

    draft: OwnKindDraft
    position: int = 0


def open_own_kind_form(
    context: PageContext, window: QWidget, kind_id: str | None, saved: Callable[[str], None]
) -> None:
    """Open the form of a kind, or of a new one."""

    def show(loaded: Loaded) -> None:
        _open(context, window, kind_id, loaded, saved)

    if kind_id is None:
        show(Loaded(OwnKindDraft()))
    else:
        context.background.read(
            window, lambda reading: Loaded(own_kind_draft(reading, kind_id), reading.position), show
        )


def _open(
    context: PageContext, window: QWidget, kind_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    opened = Opened(loaded.draft, loaded.position, lambda reading: own_kind_draft(reading, kind_id or ""))

    def save(work: Any, draft: OwnKindDraft) -> str:
        if kind_id is None:
            return create_own_kind(work, draft)
        update_own_kind(work, kind_id, draft, opened.draft, opened.position)
        return kind_id

    title = N_("New kind of record") if kind_id is None else N_("Change kind of record")
    step = Message("Add own kind of record") if kind_id is None else Message("Change own kind of record")
    said = Message("The kind has a page of its own now.") if kind_id is None else Message("Saved")
    texts = FormTexts(title, N_("Everybody sees it as a page with its own list"), step, lambda _name: said)
    known = opened if kind_id else None
    RecordForm(context, window, texts, _sections(context), loaded.draft, save, saved, opened=known, width=_WIDTH).open()


def _sections(context: PageContext) -> list[FormSection]:
    theme = context.theme

    def line(title: str, **more: Any) -> LineField:
        return LineField(theme, title, max_length=NAME_AT_MOST, **more)

    code = line(
        N_("Code"),
        placeholder=N_("Follows from the name"),
        help_text=N_("What files and the command line call it, such as machines"),
    )
    pattern = line(N_("Numbers"), placeholder=N_("Typed by hand"), help_text=N_("# becomes the digits, as in M-####"))
    names = (
        (("name_en", line(N_("English name"))), ("name_zh", line(N_("Chinese name")))),
        (("plural_en", line(N_("English name of many"))), ("code", code)),
        (("pattern", pattern),),
    )
    icon = IconField(theme, N_("Icon"), ICONS)
    return [FormSection(N_("Kind of record"), names), FormSection(N_("How it looks"), ((("icon", icon),),))]
