"""What travels: segments say what is in them, damage is seen, and encryption keeps outsiders out."""

from dataclasses import replace

import pytest

from crm_desktop.sync import envelope
from crm_desktop.sync.about import About, new_about
from crm_desktop.sync.envelope import Damaged, Envelope, Foreign, key_from
from crm_desktop.sync.hubs.store import SEGMENT
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.segment import Span, name_of, pack, unpack
from crm_desktop.sync.transaction import Transaction
from crm_desktop.sync.trouble import WrongPassphrase
from tests.company import Company
from tests.sync.meeting import add_customer

WRITER = "00000000000000aa"
KEY = bytes(range(32))


@pytest.fixture
def steps(company: Company) -> list[Transaction]:
    """What a laptop wrote."""
    for name in ("Haverton", "王东方"):
        add_customer(company, name)
    return list(Replica(company.database).export({}))


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_SCRYPT_N", 1 << 4)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_segment_gives_back_what_was_packed(steps: list[Transaction], key: bytes | None) -> None:
    closed = Envelope("company", key)
    assert unpack(pack(steps, closed), closed) == steps


def test_its_name_promises_what_is_in_it(steps: list[Transaction]) -> None:
    data = pack(steps, Envelope("company"))
    name = name_of(WRITER, steps, len(data))
    span = Span.of(name, len(data))
    assert span == Span(steps[0].origin, 1, len(steps), steps[-1].hash[:8], name, len(data), WRITER)
    assert Span.of(name, len(data) - 1) is None
    assert Span.of(name.replace(SEGMENT, " (conflicted copy).seg"), len(data)) is None


@pytest.mark.parametrize("key", [None, KEY])
def test_every_flipped_byte_is_seen(steps: list[Transaction], key: bytes | None) -> None:
    closed = Envelope("company", key)
    data = pack(steps, closed)
    for place in range(0, len(data), 7):
        with pytest.raises(Damaged):
            unpack(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], closed)
    for length in range(0, len(data), 13):
        with pytest.raises(Damaged):
            unpack(data[:length], closed)


def test_what_was_changed_by_hand_is_damaged(steps: list[Transaction]) -> None:
    closed = Envelope("company")
    forged = replace(steps[-1], actor="somebody else")
    for wrong in ([*steps[:-1], forged], [steps[0], steps[2]], []):
        with pytest.raises(Damaged):
            unpack(pack(wrong, closed), closed)


def test_encryption_needs_the_key_and_the_company(steps: list[Transaction]) -> None:
    data = pack(steps, Envelope("company", KEY))
    assert b"Haverton" not in data
    with pytest.raises(Foreign):
        unpack(data, Envelope("another", KEY))
    for wrong in (Envelope("company"), Envelope("company", bytes(32))):
        with pytest.raises(WrongPassphrase):
            unpack(data, wrong)


def test_what_is_not_encrypted_is_not_believed_where_all_is(steps: list[Transaction]) -> None:
    with pytest.raises(Damaged):
        unpack(pack(steps, Envelope("company")), Envelope("company", KEY))


def test_a_passphrase_makes_the_same_key_everywhere() -> None:
    about, key = new_about("company", "blue heron 7")
    again = About.from_bytes(about.to_bytes())
    assert (again, again.key("blue heron 7")) == (about, key)
    assert key == key_from("blue heron 7", bytes.fromhex(about.salt or ""))
    for wrong in ("blue heron 8", "", None):
        with pytest.raises(WrongPassphrase):
            again.key(wrong)


def test_what_a_hub_says_of_itself_is_not_believed_when_damaged() -> None:
    data = new_about("company", None)[0].to_bytes()
    for wrong in (b"", b"{}", b"[]", data.replace(b"company", b"compana"), data[:-1], b"\xff" + data):
        with pytest.raises(Damaged):
            About.from_bytes(wrong)
