"""Users: whoever others report to becomes a manager, and everybody belongs to the team of their manager."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_links import key_of
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.names import complete_name
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.models import Role, User
from crm_desktop.operations.login import free_login
from crm_desktop.operations.user import SALESPERSON, UserDraft, update_user, user_draft
from crm_desktop.storage.database import UnitOfWork

MANAGER = Role.id_of("manager")


class UserImporter(RecordImporter):
    """Imports people of the company; managers named only beside their people are added too."""

    kind = "users"
    entity = User
    is_flat = True
    plain = (
        "name",
        "login",
        "employee_no",
        "job_title",
        "email",
        "phone",
        "is_active",
        "note",
    )
    choices = (("region", "region"),)
    named_by = ("manager", "name", "first_name", "last_name", "employee_no", "login")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._in_file: set[str] = set()
        self._managers: set[str] = set()
        # A file that tells the teams itself leaves some people without one.
        self._teams_are_managers = "team" not in context.mapping.fields
        self._logins = {login for login, _ in self.column_values("login")}

    def announce(self, row: Row) -> None:
        """Who is in the file, and who is somebody's manager."""
        complete_name(row)
        self._in_file.update(self._names(row))
        if row.get("manager"):
            self._managers.add(key_of(row.text("manager") or ""))

    def waits(self, row: Row) -> bool:
        """For a manager who comes later."""
        named = key_of(row.text("manager") or "")
        is_self = named in self._names(row)
        return bool(named) and not is_self and named in self._in_file and not self.links.find("users", named)

    def complete(self, row: Row) -> None:
        """The name from its parts."""
        complete_name(row)
        if not row.get("name"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("name").title)))

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        if row.get("role") and (role := self.link(row, "role")):
            given["role_id"] = role
        if manager := self._manager(row, given.get("region_id")):
            given["manager_id"] = manager
        if row.get("team"):
            given["team_id"] = self.links.named("teams", row.text("team") or "")
        elif manager and known is None and self._teams_are_managers and not (row.text("manager") or "").isdigit():
            given["team_id"] = self.links.named("teams", row.text("manager") or "")
        return given

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row, with a role and a login."""
        leads = any(name in self._managers for name in self._names(row))
        login = self._login(given.get("login") or "", given["name"])
        self.batch.add(User, {"id": record_id, "role_id": MANAGER if leads else SALESPERSON, **given, "login": login})

    def draft(self, work: UnitOfWork, record_id: str) -> UserDraft:
        """The person as known."""
        return user_draft(work, record_id)

    def merged(self, work: UnitOfWork, record_id: str, before: UserDraft, given: dict[str, Any], row: Row) -> UserDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: UserDraft, before: UserDraft) -> None:
        """The ordinary change."""
        update_user(work, record_id, draft, before)

    def _manager(self, row: Row, region_id: str | None) -> str | None:
        """The manager a row names; one who is nowhere else is added, in the same region and team."""
        value = row.text("manager")
        if not value or key_of(value) in self._names(row):
            return None
        if value.isdigit() or self.links.find("users", value) is not None:
            return self.link(row, "manager")
        team = self.links.named("teams", value) if self._teams_are_managers else None
        return self.links.named(
            "users", value, login=self._login("", value), role_id=MANAGER, region_id=region_id, team_id=team
        )

    def _login(self, wanted: str, name: str) -> str:
        base = wanted.casefold()
        if not base:
            base = free_login(self.context.work, name) if self.context.work else name.casefold()
        login, number = base, 1
        while login in self._logins:
            number += 1
            login = f"{base}{number}"
        self._logins.add(login)
        return login

    def _names(self, row: Row) -> list[str]:
        return [key for field in ("name", "employee_no", "login") for key in self.key_values(field, row)]
