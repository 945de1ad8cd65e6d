"""A new company: its parameters, shipped roles, choices and pipeline, and its first administrator."""

from dataclasses import dataclass

from crm_desktop.core.clock import zone_named
from crm_desktop.core.i18n import CHINESE, Message
from crm_desktop.core.money import to_e6
from crm_desktop.models import DictionaryEntry, Parameter, Pipeline, Role, Stage, User
from crm_desktop.operations import amounts, shipped
from crm_desktop.operations.login import check_spelling
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork


@dataclass(frozen=True)
class CompanyDraft:
    """What a new company file needs to know."""

    name: str
    administrator: str
    login: str = "admin"
    currency: str = "USD"
    time_zone: str = "UTC"
    language: str = "en"


def create_company(work: UnitOfWork, draft: CompanyDraft, administrator_id: str | None = None) -> str:
    """Fill a new company file; returns the id of its first administrator, a new one unless given."""
    check_company(draft)
    settings = {
        "company.name": draft.name.strip(),
        "company.currency": draft.currency,
        "company.time_zone": draft.time_zone,
        **shipped.NUMBER_PATTERNS,
    }
    for name, value in settings.items():
        set_parameter(work, name, value)
    _add_choices(work)
    _add_pipeline(work)
    _add_roles(work)
    administrator = User(
        id=administrator_id or work.new_id(),
        login=draft.login.strip().casefold(),
        name=draft.administrator.strip(),
        role_id=Role.id_of("administrator"),
    )
    work.session.add(administrator)
    return administrator.id


def set_parameter(work: UnitOfWork, name: str, value: str | None) -> None:
    """Set a business parameter."""
    row = work.session.get(Parameter, Parameter.id_of(name))
    if row is None:
        work.session.add(Parameter(id=Parameter.id_of(name), name=name, value=value))
    elif row.value != value:
        row.value = value


def check_company(draft: CompanyDraft) -> None:
    """Refuse a draft no company can be founded with; asked before there is a file."""
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of your company."))
    problems.require("administrator", draft.administrator, Message("Write your own name."))
    problems.require("login", draft.login, Message("Choose a short login, such as your initials."))
    check_spelling(problems, draft.login.strip().casefold())
    amounts.check_currency(problems, "currency", draft.currency)
    if zone_named(draft.time_zone).key != draft.time_zone:
        problems.add("time_zone", Message("Choose a time zone, such as Asia/Shanghai."))
    problems.refuse()


def _add_choices(work: UnitOfWork) -> None:
    for kind, choices in shipped.DICTIONARY.items():
        for position, (code, name_en, name_zh) in enumerate(choices):
            work.session.add(
                DictionaryEntry(
                    id=DictionaryEntry.id_of(kind, code),
                    kind=kind,
                    code=code,
                    name_en=name_en,
                    name_zh=name_zh,
                    position=position,
                    is_editable=kind not in shipped.FIXED,
                )
            )


def _add_pipeline(work: UnitOfWork) -> None:
    work.session.add(
        Pipeline(id=Pipeline.id_of(shipped.PIPELINE), code=shipped.PIPELINE, name_en="Sales", name_zh="销售")
    )
    for position, (code, name_en, name_zh, probability, outcome, stall_days) in enumerate(shipped.STAGES):
        work.session.add(
            Stage(
                id=Stage.id_of(shipped.PIPELINE, code),
                pipeline_id=Pipeline.id_of(shipped.PIPELINE),
                code=code,
                name_en=name_en,
                name_zh=name_zh,
                position=position,
                probability_e6=to_e6(probability),
                outcome=outcome,
                stall_days=stall_days,
            )
        )


def _add_roles(work: UnitOfWork) -> None:
    for position, (code, name_en, name_zh, reads, writes, granted) in enumerate(shipped.ROLES):
        work.session.add(
            Role(
                id=Role.id_of(code),
                code=code,
                name_en=name_en,
                name_zh=name_zh,
                position=position,
                read_scope=reads,
                write_scope=writes,
                rights=" ".join(granted),
            )
        )


def suggested_currency(language: str) -> str:
    """The currency offered first for a language."""
    return "CNY" if language == CHINESE else "USD"
