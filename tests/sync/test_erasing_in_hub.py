"""What is erased for privacy goes out of the shared file too, contents of files included."""

from pathlib import Path

import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.operations.attachment import add_content
from crm_desktop.operations.erase import erase
from crm_desktop.sync import base
from crm_desktop.sync.envelope import Envelope
from crm_desktop.sync.segment import unpack
from tests.builders import a_contact, a_customer
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.meeting import about_of, meet_at, segments_in
from tests.sync.states import assert_alike

NAME = "Xaverine Quuxley"


def told_in(hub: Path, company: Company) -> str:
    """Everything the segments of a folder say."""
    envelope = Envelope(about_of(company).workspace_id)
    return "".join(str(each) for file in segments_in(hub) for each in unpack(file.read_bytes(), envelope))


def test_nothing_of_an_erased_person_stays_in_the_hub(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORTH_IT", 1)
    hub = tmp_path / "hub"
    other = laptop("other")
    with other.database.write(Message("New contact {name}", name=NAME), other.viewer) as work:
        customer = a_customer(work, "Haverton")
        contact = a_contact(work, NAME, customer)
        add_content(work, "contact", contact, "Quux.txt", b"About Xaverine")
    for each in (other, company):
        meet_at(str(hub), each)
    bases = {path.read_bytes() for path in hub.glob("base/*.json")}
    assert NAME in told_in(hub, company)
    assert len(list(hub.glob("blobs/*/*"))) == 1
    assert bases
    with company.write("Erase") as work:
        erase(work, "contact", contact)
    for each in (company, other):
        meet_at(str(hub), each)
    said = told_in(hub, company)
    assert NAME not in said
    assert "Quux" not in said
    assert "Haverton" in said
    assert not list(hub.glob("blobs/*/*"))
    assert not bases & {path.read_bytes() for path in hub.glob("base/*.json")}
    meet_at(str(hub), company)
    assert_alike(company, other)
    third = laptop("third")
    meet_at(str(hub), third, thorough=True)
    assert_alike(company, third)


def test_only_the_writer_of_a_segment_replaces_it(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    other = laptop("other")
    with other.write("New") as work:
        contact = a_contact(work, NAME, a_customer(work, "Haverton"))
    for each in (other, company):
        meet_at(str(hub), each)
    with company.write("Erase") as work:
        erase(work, "contact", contact)
    meet_at(str(hub), company)
    assert NAME in told_in(hub, company)
    meet_at(str(hub), other)
    assert NAME not in told_in(hub, company)
