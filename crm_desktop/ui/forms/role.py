"""The form of a role: names, what its people see and change, what they may do, and which fields they are kept from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import RIGHTS, SCOPES
from crm_desktop.operations.role import LIMITS, POOLED, FieldLimit, RoleDraft, role_draft, set_pool_hidden, update_role
from crm_desktop.queries.role import LimitableField, limitable, pool_hidden
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.settings.right_words import (
    LIMIT_TITLES,
    RIGHT_SENTENCES,
    RIGHT_TITLES,
    SCOPE_TITLES,
    field_title,
    offered_title,
)
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, LineField, RowColumn, RowsField

_WIDTH = 700
Then = Callable[[], None]


@dataclass(frozen=True)
class _Role:
    """What the form edits: a role, with a box for each right."""

    name_en: str = ""
    name_zh: str = ""
    read_scope: str = "own"
    write_scope: str = "own"
    may_import: bool = False
    may_export: bool = False
    may_delete: bool = False
    may_report: bool = False
    may_administer: bool = False
    may_assign: bool = False
    may_products: bool = False
    may_approve: bool = False
    may_commission: bool = False
    masks_phones: bool = False
    limits: tuple[FieldLimit, ...] = ()


@dataclass(frozen=True)
class _Pool:
    """What the form about the pool edits: a box for each field."""

    phone: bool = False
    fax: bool = False
    email: bool = False
    website: bool = False
    address: bool = False
    contact_phone: bool = False
    contact_email: bool = False


_OF_POOL = dict(zip(_Pool.__dataclass_fields__, POOLED, strict=True))


def open_role_form(context: PageContext, window: QWidget, role_id: str) -> None:
    """Open the form of a role."""

    def show(found: tuple[RoleDraft, int, Sequence[LimitableField]]) -> None:
        draft, position, fields = found
        edited = _edited(draft)

        def save(work: Any, changed: _Role) -> str:
            loaded, at = form.base()
            update_role(work, role_id, _draft(changed), _draft(loaded), at)
            return role_id

        texts = FormTexts(
            N_("Role"),
            N_("Holds at once for everybody who has it"),
            Message("Change the rights of a role"),
            lambda _name: Message("Rights changed"),
        )
        opened = Opened(edited, position, lambda reading: _edited(role_draft(reading, role_id)))
        sections = _sections(context, fields)
        form = RecordForm(context, window, texts, sections, edited, save, lambda _id: None, width=_WIDTH, opened=opened)
        form.open()

    def read(reading: Any) -> tuple[RoleDraft, int, Sequence[LimitableField]]:
        return role_draft(reading, role_id), reading.position, limitable(reading)

    context.background.read(window, read, show)


def open_pool_form(context: PageContext, window: QWidget) -> None:
    """Open the form about what is not shown of customers in the pool."""

    def show(found: tuple[str, ...]) -> None:
        def save(work: Any, changed: _Pool) -> None:
            set_pool_hidden(work, [key for name, key in _OF_POOL.items() if getattr(changed, name)])

        draft = _Pool(**{name: key in found for name, key in _OF_POOL.items()})
        boxes = [(name, CheckField(context.theme, Plain(field_title(key)))) for name, key in _OF_POOL.items()]
        rows = [tuple(boxes[at : at + 2]) for at in range(0, len(boxes), 2)]
        texts = FormTexts(
            N_("Customers in the public pool"),
            N_("Shown again to whoever claims the customer; managers always see them"),
            Message("Change what the public pool shows"),
            lambda _name: Message("Saved"),
        )
        sections = [FormSection(N_("Not shown"), rows)]
        RecordForm(context, window, texts, sections, draft, save, lambda _id: None, width=_WIDTH).open()

    context.background.read(window, pool_hidden, show)


def _sections(context: PageContext, fields: Sequence[LimitableField]) -> list[FormSection]:
    theme = context.theme
    scopes = [(each, SCOPE_TITLES[each]) for each in SCOPES]
    sees = ChoiceField(theme, N_("Sees"), scopes, required=True, empty=False)
    changes = ChoiceField(theme, N_("May change"), scopes, required=True, empty=False)
    names = (("name_en", LineField(theme, N_("English name"))), ("name_zh", LineField(theme, N_("Chinese name"))))
    boxes = [(f"may_{each}", CheckField(theme, RIGHT_TITLES[each], help_text=RIGHT_SENTENCES[each])) for each in RIGHTS]
    masks = CheckField(
        theme,
        N_("Show phone numbers of others' customers only in part"),
        help_text=N_("138****1234, in lists, search, files and prints alike; those of one's own customers in full."),
    )
    offered = [(each.key, Plain(offered_title(each))) for each in fields]
    limits = RowsField(
        theme,
        N_("Fields that this role is kept from"),
        (
            RowColumn("field", N_("Field"), lambda: ChoiceField(theme, N_("Field"), offered), 3),
            RowColumn(
                "limit",
                N_("Limit"),
                lambda: ChoiceField(theme, N_("Limit"), [(each, LIMIT_TITLES[each]) for each in LIMITS], empty=False),
                2,
            ),
        ),
        lambda _old, field, limit: FieldLimit(field or "", limit or LIMITS[0]),
        add=N_("Add a field"),
    )
    return [
        FormSection(N_("Name"), (names,)),
        FormSection(N_("Whose records"), ((("read_scope", sees), ("write_scope", changes)),)),
        FormSection(N_("What they may do"), [tuple(boxes[at : at + 2]) for at in range(0, len(boxes), 2)]),
        FormSection(N_("Which fields"), ((("masks_phones", masks),), (("limits", limits),))),
    ]


def _edited(draft: RoleDraft) -> _Role:
    boxes: dict[str, Any] = {f"may_{each}": each in draft.rights for each in RIGHTS}
    return _Role(
        draft.name_en,
        draft.name_zh,
        draft.read_scope,
        draft.write_scope,
        **boxes,
        masks_phones=draft.masks_phones,
        limits=draft.limits,
    )


def _draft(edited: _Role) -> RoleDraft:
    granted = tuple(each for each in RIGHTS if getattr(edited, f"may_{each}"))
    return RoleDraft(
        edited.name_en or "",
        edited.name_zh or "",
        edited.read_scope,
        edited.write_scope,
        granted,
        edited.masks_phones,
        tuple(each for each in edited.limits if each.field),
    )
