"""Sharing a company: a new shared file is made, filled, and remembered as the one of this file's team."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.company import company_name
from crm_desktop.storage.database import Database
from crm_desktop.sync import base, settings
from crm_desktop.sync.exchange import sync
from crm_desktop.sync.hubs.opening import form_at, make_hub, must_be_address, open_hub
from crm_desktop.sync.hubs.places import Form, recognise
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.settings import HubSettings
from crm_desktop.sync.trouble import OtherCompany

Progress = Callable[[float, Message | None], None]

# Of what sharing takes, how much is done when all steps are there.
_STEPS_PART = 0.5


def share(
    database: Database,
    address: str,
    form: str | None = None,
    passphrase: str | None = None,
    progress: Progress = lambda _fraction, _text: None,
) -> HubSettings:
    """Make a shared file at an address, or take one of the same company that is there, and put everything into it.

    It is remembered as soon as it stands: what a break leaves out, the next sync puts there.
    """
    must_be_address(address, form)
    place = recognise(address)
    if place.form != Form.POSTGRESQL:
        address = str(Path(address).absolute())
        _refuse_itself(database.path, Path(address))
    replica = Replica(database)
    with database.read(SYSTEM) as reading:
        company = company_name(reading)
    with closing(make_hub(address, replica.workspace, company, passphrase, form=form)) as hub:
        known = HubSettings(
            address,
            form_at(address, form),
            asdict(hub.about),
            place.kind,
            place.service,
            hub.envelope.key,
        )
        settings.remember(database, known)
        sync(replica, hub, lambda fraction, text: progress(fraction * _STEPS_PART, text))
        text = Message(N_("Putting a copy for new laptops into the shared file…"))
        base.refresh(replica, hub, lambda done: progress(_STEPS_PART + done * (1 - _STEPS_PART), text))
    progress(1.0, None)
    return known


def give_passphrase(database: Database, passphrase: str) -> None:
    """Meet at the same shared file with the passphrase it has now; refused when it does not fit."""
    known = settings.hub_of(database)
    if known is None:
        return
    with closing(open_hub(known.address, passphrase)) as hub:
        if hub.about.workspace_id != Replica(database).workspace:
            raise OtherCompany.at(hub.store.place)
        settings.remember(database, replace(known, about=asdict(hub.about), key=hub.envelope.key))


def _refuse_itself(company: Path, address: Path) -> None:
    """Even to look at it would take away the locks of the open company file."""
    if address.exists() and any(
        beside.exists() and address.samefile(beside)
        for beside in (company, *(company.with_name(company.name + end) for end in ("-wal", "-shm")))
    ):
        raise UserError(
            Message(
                "“{file}” is the company file itself. Choose another name for the shared file, such as “{name}”.",
                file=company.name,
                name=f"{company.stem}.crmhub",
            )
        )
