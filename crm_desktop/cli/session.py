"""What every verb needs: the company file opened for a user, and a place to print to."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import zone_named
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.connection import remove_file
from crm_desktop.storage.database import Database


@dataclass(frozen=True)
class Verb:
    """One command: its name, a help sentence, its arguments, and what it does (returning the exit status).

    `lead` adds what stands before the company file on the command line. One that acts for
    nobody, because there is no company yet or it may be damaged, takes no `--as` (`has_user`).
    """

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, "Output"], int]
    lead: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    has_user: bool = True


class Output:
    """Standard output for results, standard error for everything said meanwhile."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="replace")

    def data(self, value: Any) -> None:
        """A machine-readable result."""
        print(json.dumps(value, ensure_ascii=False, indent=2))

    def line(self, text: str) -> None:
        """A line of the result for people; not printed beside JSON."""
        if not self.as_json:
            print(text)

    def note(self, text: str) -> None:
        """Something said on the way."""
        print(text, file=sys.stderr)

    def fail(self, text: str) -> None:
        """Why it did not work."""
        if self.as_json:
            self.data({"error": text})
        print(text, file=sys.stderr)


@contextlib.contextmanager
def opened(arguments: argparse.Namespace, *, read_only: bool = False) -> Iterator[tuple[Database, Viewer]]:
    """The company file and the acting user."""
    database = Database.open(Path(arguments.file), read_only=read_only)
    try:
        with database.read(SYSTEM) as reading:
            viewer = viewer_of(reading, arguments.login)
        yield database, viewer
    finally:
        database.close()


@contextlib.contextmanager
def opened_or_created(arguments: argparse.Namespace, draft: CompanyDraft) -> Iterator[tuple[Database, Viewer]]:
    """As `opened`, making the file when it is absent; a file made in vain is removed again."""
    path = Path(arguments.file)
    is_new = not path.exists()
    if is_new:
        _create(path, draft)
    try:
        with opened(arguments) as session:
            yield session
    except BaseException:
        if is_new:
            remove_file(path)
        raise


def _create(path: Path, draft: CompanyDraft) -> None:
    database = Database.create(path)
    try:
        with database.write(Message(N_("New company")), SYSTEM) as work:
            create_company(work, draft)
    except BaseException:
        database.close()
        remove_file(path)
        raise
    database.close()


def new_company(arguments: argparse.Namespace) -> CompanyDraft:
    """The company a verb makes when the file is absent."""
    return CompanyDraft(
        name=arguments.company or Path(arguments.file).stem,
        administrator="Administrator",
        currency=arguments.currency,
        time_zone=arguments.time_zone or _zone_here(),
    )


def _zone_here() -> str:
    """The zone of the environment when it is named as ours are; TZ may hold rules or a file as well."""
    name = os.environ.get("TZ", "")
    return zone_named(name).key


def add_company_arguments(parser: argparse.ArgumentParser) -> None:
    """The settings of a company that is made."""
    group = parser.add_argument_group(tr("when the company file is new"))
    group.add_argument("--company", metavar="NAME", help=tr("the company's name (default: that of the file)"))
    group.add_argument("--currency", metavar="CODE", default="USD", help=tr("its currency, such as EUR (default: USD)"))
    group.add_argument("--time-zone", metavar="ZONE", help=tr("its time zone, such as Europe/Berlin (default: UTC)"))
