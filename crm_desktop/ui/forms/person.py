"""The forms of a person of the company and of a team."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations.team import TeamDraft, create_team, delete_teams, team_draft, update_team
from crm_desktop.operations.user import UserDraft, create_user, delete_users, update_user, user_draft
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, EmailField, Field, LineField, NoteField, PhoneField

_WIDTH = 700


def open_person_form(context: PageContext, window: QWidget, user_id: str | None) -> None:
    """Open the form of a person, or of a new one."""
    fields = _of_person(context)
    texts = FormTexts(
        N_("Member of the company"),
        "",
        Message("Change the people of the company"),
        lambda name: Message("Saved: {name}", name=name),
    )
    if user_id is None:
        _open_new(context, window, texts, fields, UserDraft(), create_user)
        return
    delete = partial(_delete, N_("Delete this person"), lambda work: delete_users(work, [user_id]))
    _open_known(
        context, window, texts, fields, lambda reading: user_draft(reading, user_id), partial(_update, user_id), delete
    )


def open_team_form(context: PageContext, window: QWidget, team_id: str | None) -> None:
    """Open the form of a team, or of a new one."""
    theme = context.theme
    within = ChoiceField(theme, N_("Belongs to"), _options(context, "teams"), name_of=_name_of(context))
    fields = [
        FormSection(N_("Team"), ((("name", LineField(theme, N_("Name"), required=True)), ("parent_id", within)),))
    ]
    texts = FormTexts(N_("Team"), "", Message("Change teams"), lambda name: Message("Saved: {name}", name=name))
    if team_id is None:
        _open_new(context, window, texts, fields, TeamDraft(), create_team)
        return
    delete = partial(_delete, N_("Delete this team"), lambda work: delete_teams(work, [team_id]))
    _open_known(
        context,
        window,
        texts,
        fields,
        lambda reading: team_draft(reading, team_id),
        partial(_update_team, team_id),
        delete,
    )


def _of_person(context: PageContext) -> list[FormSection]:
    theme = context.theme

    def choice(name: str, title: str, of: str, help_text: str = "", *, required: bool = False) -> tuple[str, Field]:
        offered = _options(context, of)
        field = ChoiceField(
            theme, title, offered, required=required, empty=not required, name_of=_name_of(context), help_text=help_text
        )
        return name, field

    acts = CheckField(
        theme, N_("Acts in the company"), help_text=N_("Without it nobody works as this person; what they did stays.")
    )
    below = N_("The manager sees the records of people below, when the manager's role says so.")
    return [
        FormSection(
            N_("Member of the company"),
            (
                (("name", LineField(theme, N_("Full name"), required=True)), ("login", LineField(theme, N_("Login")))),
                (
                    ("job_title", LineField(theme, N_("Job title"))),
                    ("employee_no", LineField(theme, N_("Employee number"))),
                ),
                (("email", EmailField(theme, N_("E-mail"))), ("phone", PhoneField(theme, N_("Phone")))),
            ),
        ),
        FormSection(
            N_("Place in the company"),
            (
                (choice("role_id", N_("Role"), "roles", required=True), choice("team_id", N_("Team"), "teams")),
                (choice("manager_id", N_("Manager"), "users", below), choice("region_id", N_("Region"), "region")),
                (("is_active", acts),),
                (("note", NoteField(theme, N_("Note"), lines=2)),),
            ),
        ),
    ]


def _options(context: PageContext, of: str) -> list[tuple[str, Text]]:
    return [(key, Plain(name)) for key, name in context.choices.options(of, language())]


def _name_of(context: PageContext) -> Callable[[str], str | None]:
    return lambda record_id: context.choices.name(record_id, language())


def _open_new(
    context: PageContext, window: QWidget, texts: FormTexts, fields: Any, draft: Any, create: Callable[[Any, Any], str]
) -> None:
    RecordForm(context, window, texts, fields, draft, create, lambda _id: None, width=_WIDTH).open()


def _open_known(
    context: PageContext,
    window: QWidget,
    texts: FormTexts,
    fields: Any,
    read: Callable[[Any], Any],
    update: Callable[..., None],
    add_deleter: Callable[[PageContext, RecordForm], None],
) -> None:
    def show(found: tuple[Any, int]) -> None:
        draft, position = found

        def save(work: Any, changed: Any) -> str:
            update(work, changed, *form.base())
            return ""

        opened = Opened(draft, position, read)
        form = RecordForm(context, window, texts, fields, draft, save, lambda _id: None, width=_WIDTH, opened=opened)
        add_deleter(context, form)
        form.open()

    context.background.read(window, lambda reading: (read(reading), reading.position), show)


def _update(user_id: str, work: Any, draft: Any, loaded: Any, position: int) -> None:
    update_user(work, user_id, draft, loaded, position)


def _update_team(team_id: str, work: Any, draft: Any, loaded: Any, position: int) -> None:
    update_team(work, team_id, draft, loaded, position)


def _delete(word: Text, operation: Callable[[Any], object], context: PageContext, form: RecordForm) -> None:
    """A button that deletes; it can be undone, so nothing is asked."""
    button = Button(context.theme, word, kind="quiet", icon="trash-2", height=28)

    def done(_result: Any) -> None:
        form.dialog.reject()
        context.navigator.did(Message("Deleted"))

    def failed(error: Exception) -> None:
        if isinstance(error, Problem):
            form.dialog.show_note(error.message)

    button.clicked.connect(
        lambda: context.background.write(
            Message("Change the people of the company"), operation, done, failed, owner=form.dialog
        )
    )
    form.dialog.body.addWidget(button)
