"""The company that uses the program: its parameters, people, roles and teams."""

from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields


class Parameter(Synced):
    """One business setting; the row of a name is the same on every laptop."""

    __tablename__ = "parameter"
    __title__ = N_("Parameter")

    name: Mapped[str] = titled(N_("Name"))
    value: Mapped[str | None] = titled(N_("Value"))

    @staticmethod
    def id_of(name: str) -> str:
        """The id of a parameter's row."""
        return derived_id("parameter", name)


class Role(Synced):
    """What the people of a role may see and do. Scopes and rights are those of `core.viewer`.

    `field_rights` is JSON: what is hidden, masked or only to be read, by `kind.column`.
    """

    __tablename__ = "role"
    __title__ = N_("Role")

    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    read_scope: Mapped[str] = titled(N_("Sees"))
    write_scope: Mapped[str] = titled(N_("May change"))
    rights: Mapped[str] = titled(N_("Rights"), default="")
    field_rights: Mapped[str | None] = titled(N_("Rights of fields"))

    @staticmethod
    def id_of(code: str) -> str:
        """The id of a shipped role."""
        return derived_id("role", code)


class Team(Synced):
    """A group of users, perhaps within another."""

    __tablename__ = "team"
    __title__ = N_("Team")

    name: Mapped[str] = titled(N_("Name"))
    parent_id: Mapped[str | None] = ref(N_("Belongs to"), "team")


class User(Synced):
    """A person of the company: acts, owns records, reports to a manager."""

    __tablename__ = "app_user"
    __title__ = N_("User")
    __search__ = SearchFields(
        kind="user", title="name", names=("name",), words=("login", "email", "job_title"), phones=("phone",)
    )

    login: Mapped[str] = titled(N_("Login"), index=True)
    name: Mapped[str] = titled(N_("Full name"), index=True)
    role_id: Mapped[str] = ref(N_("Role"), "role")
    team_id: Mapped[str | None] = ref(N_("Team"), "team")
    manager_id: Mapped[str | None] = ref(N_("Manager"), "app_user")
    region_id: Mapped[str | None] = ref(N_("Region"), "dictionary_entry")
    employee_no: Mapped[str | None] = titled(N_("Employee number"))
    job_title: Mapped[str | None] = titled(N_("Job title"))
    email: Mapped[str | None] = titled(N_("E-mail"))
    phone: Mapped[str | None] = titled(N_("Phone"))
    is_active: Mapped[bool] = titled(N_("Active"), default=True)
    password_hash: Mapped[str | None] = titled(N_("Password"))
    note: Mapped[str | None] = titled(N_("Note"))


class ReplicaInfo(Synced):
    """A laptop's copy of the company, as people know it; `replica` is what the journal calls it."""

    __tablename__ = "replica_info"
    __title__ = N_("Laptop")
    __undoable__ = False

    replica: Mapped[str | None] = titled(N_("Replica"))
    label: Mapped[str] = titled(N_("Name"))
    machine: Mapped[str | None] = titled(N_("Machine"))
    user_id: Mapped[str | None] = ref(N_("User"), "app_user")
    retired_at: Mapped[int | None] = titled(N_("Retired"))

    @staticmethod
    def id_of(replica: str) -> str:
        """The id of the row about a replica."""
        return derived_id("replica", replica)


class NumberBlock(Synced):
    """A run of record numbers that one laptop hands out; blocks never overlap while laptops meet."""

    __tablename__ = "number_block"
    __title__ = N_("Number block")
    __undoable__ = False

    kind: Mapped[str] = titled(N_("Kind"), index=True)
    replica: Mapped[str] = titled(N_("Laptop"))
    first: Mapped[int] = titled(N_("First number"))
    last: Mapped[int] = titled(N_("Last number"))
