"""People and teams: who works in the company, in which role, below whom and in which team; each can be changed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.listing import ListSpec
from crm_desktop.queries.user import USERS, TeamRow, UserRow, teams
from crm_desktop.ui.detail_content import Line
from crm_desktop.ui.forms.person import open_person_form, open_team_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.settings.blocks import BlockSection, Command
from crm_desktop.ui.widgets.line_button import LineButton

_READS = ("app_user", "team", "role")
_MOST = 2_000
_Found = tuple[Sequence[UserRow], Sequence[TeamRow]]


class PeopleSection(BlockSection):
    """Lists the people, then the teams; those who no longer act come last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _READS)
        self.people: Sequence[UserRow] = ()
        self.read()

    def read(self) -> None:
        def found(reading: Any) -> _Found:
            return USERS.first(reading, ListSpec(), _MOST), teams(reading)

        self.context.background.read(self, found, self._on_read)

    def _on_read(self, found: _Found) -> None:
        people, groups = found
        self.people = sorted(people, key=lambda each: not each.is_active)
        context, window = self.context, self.window()
        column = self.begin()
        add: Command = (N_("Add a person"), "user-plus", partial(open_person_form, context, window, None))
        self.heading(column, N_("People"), [add])
        for person in self.people:
            self._add(column, self._line(person), partial(open_person_form, context, window, person.id))
        column.addSpacing(self.theme.px(12))
        new: Command = (N_("Add a team"), "plus", partial(open_team_form, context, window, None))
        self.heading(column, N_("Teams"), [new])
        names = {each.id: each.name for each in groups}
        for group in groups:
            members = trn("1 person", "{count} people", group.members)
            within = names.get(group.parent_id or "", "")
            line = Line("team", self._leads(group.id), group.name, within, members)
            self._add(column, line, partial(open_team_form, context, window, group.id))
        if not groups:
            self.sentence(column, N_("There is no team yet."), is_quiet=True)
        self.show_column(column)

    def _line(self, person: UserRow) -> Line:
        parts = [person.login, person.team, tr("below {name}", name=person.manager) if person.manager else None]
        role = self.context.choices.name(person.role_id, language()) or ""
        right = role if person.is_active else tr("{role} · acts no longer", role=role)
        return Line("user", self._leads(person.id), person.name, " · ".join(filter(None, parts)), right)

    def _leads(self, record_id: str) -> str:
        return "" if self.reason else record_id

    def _add(self, column: QVBoxLayout, line: Line, what: "partial[None]") -> None:
        button = LineButton(self.theme, line)
        if line.leads_somewhere:
            button.clicked.connect(lambda: what())
        column.addWidget(button)


def make(context: PageContext) -> QWidget:
    """The section."""
    return PeopleSection(context)
