"""Commands on the chosen records that several kinds share: hand them over to someone, put tags on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.i18n import N_, Message, language, listed
from crm_desktop.operations.tag import tag_records
from crm_desktop.ui.actions import Action
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain

_NEW_TAG = ""
_NO_ROW = ""
Assign = Callable[[Any, Sequence[str], str | None], int]


def hand_over_action(page: RecordPage, assign: Assign, nobody: str = "") -> Action:
    """Give the chosen records to another person, or to `nobody` where that has a name."""

    def choose() -> None:
        ids, names = page.selected_or_current, page.context.choices
        people: list[Option] = [(key, Plain(name)) for key, name in names.options("users", language())]

        def give(owner_id: str | None) -> None:
            if owner_id is None:
                step, said = Message("Release to the public pool"), Message("Released to the public pool")
            else:
                name = names.name(owner_id, language()) or ""
                step = Message("Hand over to {name}", name=name)
                said = Message("Handed over to {name}: {count}", name=name, count=len(ids))
            page.carry_out(step, lambda work: assign(work, ids, owner_id), said)

        if len(ids) > 1:
            # Many are counted before they change hands.
            page.change_chosen("owner_id")
        elif ids:
            options = [*people, (None, nobody)] if nobody else people
            choose_for_row(page.context.theme, page.table, N_("Hand over to"), options, owner(), give)

    def owner() -> str | None:
        current = page.current_id
        row = page.table.records.row_of(current) if current else None
        return row.owner_id if row is not None else _NO_ROW

    # Whoever may not hand others' records over may still give away their own and take up what nobody has.
    help_text = N_("Give the chosen records to another person")
    return Action(
        f"{page.kind}.assign",
        N_("Hand over"),
        choose,
        help_text,
        "A",
        "user-plus",
        lambda: page.has_chosen,
        writes=True,
    )


def tag_action(page: RecordPage) -> Action:
    """Put a tag on the chosen records."""

    def choose() -> None:
        ids, names = page.selected_or_current, page.context.choices
        known: list[Option] = [(key, Plain(name)) for key, name in names.options("tags", language())]

        def put(tag_id: str | None) -> None:
            if tag_id == _NEW_TAG:
                _ask_for_tags(page, ids)
            else:
                _put_tags(page, ids, [names.name(tag_id, language()) or ""])

        if ids and known:
            choose_for_row(
                page.context.theme, page.table, N_("Put a tag on"), [*known, (_NEW_TAG, N_("New tag…"))], None, put
            )
        elif ids:
            _ask_for_tags(page, ids)

    help_text = N_("Put a tag on the chosen records")
    return Action(
        f"{page.kind}.tag", N_("Add tag"), choose, help_text, "T", "tag", lambda: page.has_chosen, writes=True
    )


@dataclass(frozen=True)
class _Tags:
    """What the form for new tags edits."""

    tags: tuple[str, ...] = ()


def _ask_for_tags(page: RecordPage, ids: Sequence[str]) -> None:
    from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
    from crm_desktop.ui.widgets.fields import TagsField

    field = TagsField(page.context.theme, N_("Tags"), help_text=N_("Enter or a comma ends a tag."))

    def save(work: Any, draft: _Tags) -> None:
        tag_records(work, page.kind, ids, draft.tags)

    texts = FormTexts(N_("New tag"), "", Message("Tag records"), lambda _name: Message("Tags added"))
    sections = [FormSection(N_("Tags"), ((("tags", field),),))]
    RecordForm(page.context, page.window(), texts, sections, _Tags(), save, lambda _id: None, width=460).open()


def _put_tags(page: RecordPage, ids: Sequence[str], names: Sequence[str]) -> None:
    tag = listed(names)
    step, said = Message("Tag records “{tag}”", tag=tag), Message("Tagged “{tag}”: {count}", tag=tag, count=len(ids))
    page.carry_out(step, lambda work: tag_records(work, page.kind, ids, names), said)
