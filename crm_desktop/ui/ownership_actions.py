"""Commands on whose a record is: claim it from the public pool, release it, protect it by hand, share it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations import pool, sharing
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, LineField

SEE, CHANGE, END = "see", "change", "end"
_ACCESS = (
    (SEE, N_("May see it")),
    (CHANGE, N_("May see and change it")),
    (END, N_("Shared no longer")),
)
_WIDTH = 460
_PROTECTED_DAYS = 30


@dataclass(frozen=True)
class _Protection:
    """What the form of a protection edits; without a day it ends."""

    until: date | None = None


@dataclass(frozen=True)
class _Release:
    """What the form of a release edits."""

    note: str | None = None


@dataclass(frozen=True)
class _Sharing:
    """What the form of a share edits."""

    user_id: str | None = None
    access: str = SEE
    until: date | None = None
    note: str | None = None


def claim_action(page: RecordPage) -> Action:
    """Take the chosen customers from the public pool."""

    def run() -> None:
        ids = page.selected_or_current
        page.carry_out(
            Message("Claim customers"),
            lambda work: pool.claim(work, ids),
            lambda count: Message("Yours now: {count}", count=count),
        )

    help_text = N_("Take the chosen customers from the public pool")
    return _action(page, "claim", N_("Claim"), run, help_text, "user-check")


def release_action(page: RecordPage) -> Action:
    """Give the chosen customers back to the pool, saying why."""

    def run() -> None:
        ids, theme = page.selected_or_current, page.context.theme
        field = LineField(theme, N_("Reason"), help_text=N_("Stands in the history of owners."))

        def save(work: Any, draft: _Release) -> None:
            pool.release(work, ids, draft.note)

        texts = FormTexts(
            N_("Release to the public pool"),
            N_("Everybody may claim it then"),
            Message("Release to the public pool"),
            lambda _name: Message("Released to the public pool"),
        )
        _open(page, N_("Reason"), texts, _Release(), save, (("note", field),))

    help_text = N_("Give the chosen customers back to the public pool, with a reason")
    return _action(page, "release", N_("Release…"), run, help_text, "circle-dashed")


def protect_action(page: RecordPage) -> Action:
    """Keep the chosen customers from going back to the pool until a day."""

    def run() -> None:
        ids, context = page.selected_or_current, page.context
        field = DateField(
            context.theme,
            N_("Protected until"),
            today=context.today,
            help_text=N_("Without a day the rules of its level hold again."),
        )

        def save(work: Any, draft: _Protection) -> None:
            if draft.until is None:
                pool.unprotect(work, ids)
            else:
                pool.protect(work, ids, draft.until)

        texts = FormTexts(
            N_("Protect by hand"),
            N_("Does not go back to the public pool before"),
            Message("Protect customers"),
            lambda _name: Message("Protection changed"),
        )
        start = _Protection(context.today() + timedelta(days=_PROTECTED_DAYS))
        _open(page, N_("Protection"), texts, start, save, (("until", field),))

    help_text = N_("Keep the chosen customers from going back to the public pool")
    return _action(page, "protect", N_("Protect…"), run, help_text, "shield-check")


def share_action(page: RecordPage) -> Action:
    """Let another person see or change the chosen records, until a day."""

    def run() -> None:
        ids, context = page.selected_or_current, page.context
        people = [(key, Plain(name)) for key, name in context.choices.options("users", language())]
        theme = context.theme
        person = ChoiceField(theme, N_("Person"), people, required=True)
        access = ChoiceField(theme, N_("What this person may do"), _ACCESS, required=True, empty=False)
        until = DateField(theme, N_("Until"), today=context.today, help_text=N_("Without a day it holds until ended."))
        note = LineField(theme, N_("Note"))

        def save(work: Any, draft: _Sharing) -> None:
            with_whom = [draft.user_id] if draft.user_id else []
            if draft.access == END:
                sharing.unshare(work, page.kind, ids, with_whom)
                return
            writes = draft.access == CHANGE
            sharing.share(work, page.kind, ids, with_whom, may_write=writes, until=draft.until, note=draft.note)

        texts = FormTexts(
            N_("Share a record"),
            N_("With one person"),
            Message("Share records"),
            lambda _name: Message("Sharing changed"),
        )
        _open(
            page,
            N_("Access"),
            texts,
            _Sharing(),
            save,
            (("user_id", person),),
            (("access", access), ("until", until)),
            (("note", note),),
        )

    return _action(page, "share", N_("Share…"), run, N_("Let another person see or change the chosen records"), "users")


def hand_everything_action(page: RecordPage) -> Action:
    """Give everything of a person to others, with a protocol."""

    def run() -> None:
        from crm_desktop.ui.dialogs.hand_over import HandOverDialog

        row = page.table.records.row_of(page.current_id) if page.current_id else None
        HandOverDialog(
            page, page.context, getattr(row, "owner_id", None) or page.context.background.viewer.user_id
        ).open()

    return Action(
        f"{page.kind}.hand_everything",
        N_("Hand over everything…"),
        run,
        N_("Give everything of one person to others, with a protocol to sign"),
        "",
        "arrow-right-left",
        writes=True,
    )


def level_rule_action(page: RecordPage) -> Action:
    """Set how the customers of a level are protected."""

    def run() -> None:
        from crm_desktop.ui.dialogs.level_rule import choose_level_rule

        choose_level_rule(page)

    return Action(
        f"{page.kind}.level_rule",
        N_("Protection of levels…"),
        run,
        N_("Set after how many days customers of a level go back to the public pool"),
        "",
        "hourglass",
        reason=lambda: against(page.context.background, ADMINISTER),
        writes=True,
    )


def ownership_actions(page: RecordPage) -> list[Action]:
    """All commands of this module for customers, in their order."""
    return [
        claim_action(page),
        release_action(page),
        protect_action(page),
        share_action(page),
        hand_everything_action(page),
        level_rule_action(page),
    ]


def _action(page: RecordPage, name: str, text: str, run: Any, help_text: str, icon: str) -> Action:
    return Action(f"{page.kind}.{name}", text, run, help_text, "", icon, lambda: page.has_chosen, writes=True)


def _open(page: RecordPage, title: str, texts: FormTexts, draft: Any, save: Any, *rows: Any) -> None:
    if page.selected_or_current:
        sections = [FormSection(title, rows)]
        RecordForm(page.context, page.window(), texts, sections, draft, save, lambda _id: None, width=_WIDTH).open()
