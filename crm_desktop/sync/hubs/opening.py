"""Opening a shared file: finding out its form, whose it is, and whether the passphrase fits."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.storage import hub_file
from crm_desktop.storage.connection import APPLICATION_ID
from crm_desktop.sync.about import FORMAT, About, new_about
from crm_desktop.sync.envelope import Damaged, Envelope, is_foreign
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.places import Form, is_server, recognise
from crm_desktop.sync.hubs.single_file import SingleFileStore
from crm_desktop.sync.hubs.store import ABOUT, STEPS, Store
from crm_desktop.sync.trouble import (
    NewerHub,
    NoPlaceForOne,
    NotAHub,
    NotEncrypted,
    NotWritable,
    OtherCompany,
    Unreachable,
)

ENDING = ".crmhub"
# More than one segment, because some may be damaged.
_ASKED_WHOSE = 5
_FOLDERS = frozenset((STEPS, "base", "blobs"))
# What systems and cloud programs leave in every folder.
_NOT_COUNTED = frozenset(("desktop.ini", ".ds_store", "thumbs.db", ".directory", "icon\r"))


@dataclass
class Seen:
    """What is known of a shared file from the looks before, to spare calls; nothing is ever concluded from it.

    `whole`: the sizes of segments that seemed whole. `absent`: for how many looks a content has been missed there.
    """

    whole: dict[str, int] = field(default_factory=dict)
    absent: dict[str, int] = field(default_factory=dict)


@dataclass
class Hub:
    """An opened shared file: where bytes are kept, whose they are, and the envelope that closes them."""

    store: Store
    about: About
    envelope: Envelope
    is_new: bool = False
    seen: Seen = field(default_factory=Seen)

    def close(self) -> None:
        """Release whatever is held."""
        self.store.close()


def must_be_address(address: str, form: str | None = None) -> None:
    """Refuse what is neither a path nor the address of a server, before a path is made of it."""
    if not address.strip():
        raise UserError(Message("Say where the shared file is: a path, or the address of a PostgreSQL server."))
    if not is_server(address) and ("://" in address or form == Form.POSTGRESQL):
        raise UserError(
            Message(
                "This is no address of a PostgreSQL server. Write it like {example}, or give the path of a file or"
                " folder.",
                example="postgresql+psycopg://name:password@server/database",
            )
        )


def describe(address: str) -> About:
    """What the shared file at an address says of itself; refused in a sentence when there is none."""
    with closing(store_at(address)) as store:
        return _about(store) or _no_hub(address, store.place)


def open_hub(address: str, passphrase: str | None = None) -> Hub:
    """The shared file at an address, to join it; refused in a sentence when there is none."""
    with _closed_on_error(store_at(address)) as store:
        about = _about(store) or _no_hub(address, store.place)
        return Hub(store, about, Envelope(about.workspace_id, about.key(passphrase)))


def make_hub(
    address: str, workspace_id: str, company: str, passphrase: str | None = None, *, form: str | None = None
) -> Hub:
    """A new shared file of a company at an address; one of the same company that is there already is taken as it is."""
    _refuse_what_is_foreign(address)
    with _closed_on_error(store_at(address, form)) as store:
        about = _about(store)
        if about is not None:
            _refuse_another(store, about, workspace_id)
            _refuse_a_passphrase(store, about, passphrase)
            return Hub(store, about, Envelope(workspace_id, about.key(passphrase)))
        if store.segments():
            _no_hub(address, store.place)
        about, key = new_about(workspace_id, passphrase, company)
        try:
            _put_about(store, about)
        except NotWritable as error:
            raise NoPlaceForOne.at(store.place if is_server(address) else Path(address).parent.name) from error
        return Hub(store, about, Envelope(workspace_id, key), is_new=True)


def open_known(address: str, form: str, known: About, key: bytes | None, place: str = "local") -> Hub:
    """The shared file that a company remembers: what was lost or damaged of it is made anew, also all of it.

    What was a drive, a stick or a share is not made anew on this computer's own disk when it is not plugged in.
    """
    _see_that_it_is_there(address, form, place)
    with _closed_on_error(store_at(address, form, mends=True)) as store:
        about = _about(store)
        if about is None:
            _refuse_what_another_put(store, known.workspace_id)
            _put_about(store, known)
            return Hub(store, known, Envelope(known.workspace_id, key), is_new=True)
        _refuse_another(store, about, known.workspace_id)
        if known.is_encrypted and not about.is_encrypted:
            raise NotEncrypted.at(store.place)
        if about.salt != known.salt:
            about.verify(key)
        return Hub(store, about, Envelope(known.workspace_id, key))


@contextmanager
def _closed_on_error(store: Store) -> Iterator[Store]:
    try:
        yield store
    except BaseException:
        store.close()
        raise


def _refuse_another(store: Store, about: About, workspace_id: str) -> None:
    if about.workspace_id != workspace_id:
        raise OtherCompany.at(store.place)


def _refuse_what_another_put(store: Store, workspace_id: str) -> None:
    """A hub that does not say whose it is may be another company's, of which a cloud has brought a part so far."""
    some = sorted(store.segments(), key=itemgetter(1))[:_ASKED_WHOSE]
    if any(is_foreign(store.get(name) or b"", workspace_id) for name, _ in some):
        raise OtherCompany.at(store.place)


def _refuse_a_passphrase(store: Store, about: About, passphrase: str | None) -> None:
    if passphrase and not about.is_encrypted:
        raise UserError(
            Message(
                "“{file}” is there already, without a passphrase. Share without one, or choose another name.",
                file=store.place,
            )
        )


def store_at(address: str, form: str | None = None, *, mends: bool = False) -> Store:
    """The bare store at an address; `form` matters only where nothing is yet."""
    match form_at(address, form):
        case Form.POSTGRESQL:
            from crm_desktop.sync.hubs.postgresql import PostgresStore

            return PostgresStore(address)
        case Form.FILE:
            return SingleFileStore(Path(address), mends=mends)
        case _:
            return FolderStore(Path(address))


def form_at(address: str, form: str | None = None) -> Form:
    """The form of what is at an address, else the one asked for, else the one that suits the place."""
    if is_server(address):
        return Form.POSTGRESQL
    path = Path(address)
    if path.is_dir():
        return Form.FOLDER
    if path.is_file():
        return Form.FILE
    return Form(form) if form else recognise(address).form


def _about(store: Store) -> About | None:
    """What the hub says of itself; None when it says nothing, or nothing whole."""
    data = store.get(ABOUT)
    if data is None:
        return None
    try:
        about = About.from_bytes(data)
    except Damaged:
        return None
    if about.format > FORMAT:
        raise NewerHub.at(store.place)
    return about


def _put_about(store: Store, about: About) -> None:
    if isinstance(store, FolderStore) and not store.root.parent.is_dir():
        raise _no_place(store.root)
    if isinstance(store, SingleFileStore) and not store.path.parent.is_dir():
        raise _no_place(store.path)
    store.put(ABOUT, about.to_bytes())


def _no_place(path: Path) -> Exception:
    return Unreachable.at(path.name, Message("the folder {folder} is not there", folder=str(path.parent)))


def _see_that_it_is_there(address: str, form: str, place: str) -> None:
    if form == Form.POSTGRESQL:
        return
    path = Path(address)
    if not path.parent.is_dir() or (place in ("network", "removable") and recognise(path).kind != place):
        raise _no_place(path)


def _refuse_what_is_foreign(address: str) -> None:
    """Nothing that is somebody's own is made a shared file: a folder with other files, a document, a company."""
    path = Path(address)
    if is_server(address) or not path.exists():
        return
    try:
        if path.is_dir():
            _refuse_a_full_folder(path)
        else:
            _refuse_a_document(path)
    except OSError as error:
        raise Unreachable.at(path.name, error.strerror or str(error)) from error


def _refuse_a_full_folder(folder: Path) -> None:
    names = {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()
    own = {name for name in names if name in _FOLDERS or name == ABOUT or name.startswith(f"{ABOUT}.")}
    foreign = {name for name in names - own if name.lower() not in _NOT_COUNTED}
    if foreign and ABOUT not in names:
        raise NotAHub(
            Message(
                "“{folder}” holds other files. Choose an empty folder, or a new name such as “{name}” inside it.",
                folder=folder.name,
                name=f"Team{ENDING}",
            )
        )


def _refuse_a_document(path: Path) -> None:
    mark = hub_file.application_id(path)
    if mark not in (APPLICATION_ID, hub_file.HUB_APPLICATION_ID) and path.stat().st_size:
        raise NotAHub(Message("“{file}” is another file. Choose a new name for the shared file.", file=path.name))


def _no_hub(address: str, name: str) -> NoReturn:
    """Say why there is nothing to join at an address, and what to do about it."""
    if is_server(address):
        raise NotAHub(
            Message("There is no shared file of a company in the database “{place}” yet. Share one there.", place=name)
        )
    path = Path(address)
    if not path.exists():
        raise NotAHub(
            Message("There is no shared file “{file}”. Check the name, and that the drive is connected.", file=name)
        )
    if path.is_file() and path.stat().st_size == 0:
        raise MachineError(
            Message(
                "“{file}” is empty: it was cut short, or is not downloaded yet. Wait until it is there, or let a"
                " colleague sync, which fills it again.",
                file=name,
            )
        )
    raise NotAHub(
        Message(
            "“{file}” is no shared file of this program, or it is damaged. If it is your team's, let a colleague sync"
            " first, which mends it; else choose another.",
            file=name,
        )
    )
