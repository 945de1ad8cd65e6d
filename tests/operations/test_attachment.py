"""Files kept with records: once for each content, within a limit, and given back byte for byte."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.errors import MachineError, NotAllowed, NotFound, UserError
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.viewer import DELETE, Viewer
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.attachment import KINDS
from crm_desktop.operations import attachment, parameter
from crm_desktop.operations.attachment import (
    FileDraft,
    FilesToKeep,
    Told,
    add_content,
    add_version,
    check_files,
    delete_files,
    stage_files,
    update_file,
)
from crm_desktop.operations.interaction import pin_interaction
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.operations.order import delete_orders
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.recycle import purge
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_step import next_steps, undo
from crm_desktop.queries.attachment import NAME_COLUMNS, attachments, content, save_file
from crm_desktop.queries.document import DOCUMENTS, document_details
from crm_desktop.queries.integrity import findings
from crm_desktop.queries.order import order_details
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.recycle import recycled
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import FILE, FILES
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_case, a_customer, a_product, a_user, an_interaction, an_order, role
from tests.company import Company


def _file(folder: Path, name: str, content: bytes = b"offer") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _to_keep(path: Path, most: int) -> FilesToKeep:
    return FilesToKeep((path,), (1,), most, ())


def _private(folder: Path) -> Path:
    (folder / "private").mkdir()
    return folder / "private"


def _silent(_part: float, _text: object) -> None:
    """Nobody listens."""


def add_files(work: UnitOfWork, kind: str, record_id: str, paths: list[Path], told: Told = _silent) -> list[str]:
    """Check, read and keep files as the window does."""
    checked = check_files(work, kind, record_id, paths)
    with TemporaryDirectory() as folder:
        staged, _ = stage_files(checked, Path(folder), lambda part, text: told(part / 2, text))
        return attachment.add_files(work, kind, record_id, staged, lambda part, text: told((1 + part) / 2, text))


def new_version(work: UnitOfWork, file_id: str, path: Path, until: date | None = None) -> str:
    """Check, read and keep a newer version as the window does."""
    with TemporaryDirectory() as folder:
        (staged,), _ = stage_files(_to_keep(path, 1000), Path(folder))
        return add_version(work, file_id, staged, until)


def _kept(company: Company) -> int:
    with company.read() as reading:
        return int(reading.connection.exec_driver_sql("SELECT count(*) FROM blob").scalar_one())


def test_files_come_back_as_they_were(company: Company, tmp_path: Path) -> None:
    told: list[float] = []
    long = bytes(range(256)) * 9_000
    with company.write() as work:
        customer = a_customer(work)
        ids = add_files(
            work,
            "customer",
            customer,
            [_file(tmp_path, "报价单.pdf", long), _file(tmp_path, "empty.txt", b"")],
            lambda part, _text: told.append(part),
        )
    with company.read() as reading:
        rows = {row.name: row for row in attachments(reading, "customer", customer)}
        assert {row.id for row in rows.values()} == set(ids)
        row = rows["报价单.pdf"]
        assert (row.size, row.media_type, row.added_by) == (len(long), "application/pdf", "Ada Lin")
        assert row.sha256 == hashlib.sha256(long).hexdigest()
        save_file(reading, row.id, tmp_path / "back.pdf")
        assert content(reading, rows["empty.txt"].id, 10) == b""
        assert content(reading, row.id, 10) is None, "too large for a picture of it"
        assert findings(reading) == []
    assert (tmp_path / "back.pdf").read_bytes() == long
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1, abs=0.01)


def test_the_same_content_is_kept_once(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        first, second = a_customer(work, "First"), a_customer(work, "Second")
        add_files(work, "customer", first, [_file(tmp_path, "a.txt"), _file(tmp_path, "b.txt")])
        add_content(work, "customer", second, "c.txt", b"offer")
    assert _kept(company) == 1


def test_folders_and_what_cannot_be_read_are_left_out_and_refused_alone(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        customer = a_customer(work)
    good, gone = _file(tmp_path, "a.txt"), tmp_path / "gone.txt"
    for bad, error in ((tmp_path, UserError), (gone, MachineError)):
        with pytest.raises(error), company.write() as work:
            add_files(work, "customer", customer, [bad])
    assert _kept(company) == 0
    with company.write() as work:
        add_files(work, "customer", customer, [tmp_path, good, company.database.path, gone])
    assert _kept(company) == 1
    with company.read() as reading:
        checked = check_files(reading, "customer", customer, [tmp_path, good, company.database.path, gone])
    assert checked.paths == (good,)
    assert [
        said in str(reason)
        for said, reason in zip(("is a folder", "itself", "gone.txt"), checked.left_out, strict=True)
    ]


def test_a_file_that_goes_before_it_is_read_is_left_out_too(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        customer = a_customer(work)
    good, going = _file(tmp_path, "a.txt"), _file(tmp_path, "b.txt")
    with company.read() as reading:
        checked = check_files(reading, "customer", customer, [going, good])
    going.unlink()
    (tmp_path / "private").mkdir()
    (staged,), (reason,) = stage_files(checked, tmp_path / "private")
    assert staged.name == "a.txt"
    assert "b.txt" in str(reason)


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_the_open_company_file_is_not_kept_in_itself_under_any_name(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    with company.write() as work:
        customer = a_customer(work)
    itself = company.database.path.with_name(company.database.path.name + ending)
    hard, soft = tmp_path / "hard.pdf", tmp_path / "soft.pdf"
    hard.hardlink_to(itself)
    soft.symlink_to(itself)

    really_open = Path.open

    def refuse(path: Path, *how: Any, **more: Any) -> Any:
        if path in (itself, hard, soft):
            pytest.fail(f"{path} was opened: closing it drops the locks of the process")
        return really_open(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    for name in (itself, hard, soft):
        with pytest.raises(UserError, match="cannot be kept in itself"), company.write() as work:
            add_files(work, "customer", customer, [name])


def test_a_file_is_not_saved_over_the_open_company_file(company: Company) -> None:
    with company.write() as work:
        file = add_content(work, "customer", a_customer(work), "a.txt", b"offer")
    with company.read() as reading, pytest.raises(UserError, match="Choose another name"):
        save_file(reading, file, company.database.path)
    with company.read() as reading:
        assert findings(reading) == []


def test_a_file_larger_than_the_limit_is_refused(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.FILE_MEGABYTES, 1)
        customer = a_customer(work)
    with pytest.raises(UserError, match="1 MB"), company.write() as work:
        add_files(work, "customer", customer, [_file(tmp_path, "film.mov", bytes(1024 * 1024 + 1))])


def test_a_cancel_leaves_nothing(company: Company, tmp_path: Path) -> None:
    class GivenUpError(Exception):
        pass

    def give_up(part: float, _text: object) -> None:
        if part > 0.6:
            raise GivenUpError

    with company.write() as work:
        customer = a_customer(work)
    with pytest.raises(GivenUpError), company.write() as work:
        add_files(work, "customer", customer, [_file(tmp_path, "a.bin", bytes(3_000_000))], give_up)
    assert _kept(company) == 0


def test_a_copy_that_changes_before_it_is_kept_is_refused(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        customer = a_customer(work)
    (staged,), _ = stage_files(_to_keep(_file(tmp_path, "a.txt", b"before"), 100), _private(tmp_path))
    staged.path.write_bytes(b"after!")
    with pytest.raises(MachineError, match="changed while"), company.write() as work:
        attachment.add_files(work, "customer", customer, [staged])
    assert _kept(company) == 0


def test_a_file_that_grows_past_the_limit_while_it_is_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="larger than"):
        stage_files(_to_keep(_file(tmp_path, "a.txt", b"more than ten bytes"), 10), _private(tmp_path))


def test_renaming_keeps_the_ending_and_deleting_is_undone(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        customer = a_customer(work)
        (file,) = add_files(work, "customer", customer, [_file(tmp_path, "scan0001.pdf")])
    with company.write() as work:
        update_file(work, file, FileDraft("../Contract 2026"))
    with company.write() as work:
        assert delete_files(work, [file]) == 1
    with company.read() as reading:
        assert attachments(reading, "customer", customer) == ()
        assert next_steps(reading).undo is not None
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        (row,) = attachments(reading, "customer", customer)
        assert (row.name, row.is_here) == ("Contract 2026.pdf", True)


def test_a_deleted_file_lies_in_the_recycle_bin_of_who_sees_its_record(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
        customer = a_customer(work, owner_id=company.viewer.user_id)
        file = add_content(work, "customer", customer, "offer.pdf", b"offer")
    with company.write() as work:
        delete_files(work, [file])
    grace = company.seen_by("grace")
    with grace.read() as reading:
        assert recycled(reading) == []
    with pytest.raises(NotAllowed), replace(grace, viewer=_who_deletes(grace.viewer)).write() as work:
        restore_records(work, "attachment", [file])
    with company.read() as reading:
        assert [(row.kind, row.title, row.by) for row in recycled(reading)] == [("attachment", "offer.pdf", "Ada Lin")]
    with company.write() as work:
        assert restore_records(work, "attachment", [file]) == 1
    with company.read() as reading:
        assert [row.is_here for row in attachments(reading, "customer", customer)] == [True]


def test_a_purged_file_gives_its_room_back(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        first = add_content(work, "customer", customer, "offer.pdf", b"offer")
        second = add_content(work, "customer", customer, "the same.pdf", b"offer")
    with company.write() as work:
        delete_files(work, [first, second])
    assert _kept(company) == 1
    with company.write() as work:
        purge(work, [("attachment", first)])
    assert _kept(company) == 1
    with company.write() as work:
        purge(work, [("attachment", second)])
    assert _kept(company) == 0


def _who_deletes(viewer: Viewer) -> Viewer:
    return replace(viewer, rights=viewer.rights | {DELETE})


def test_only_who_may_change_a_record_may_add_to_it_and_only_who_sees_it_sees_its_files(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        file = add_content(work, "customer", customer, "a.txt", b"offer")
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
    grace = company.seen_by("grace")
    with pytest.raises((NotAllowed, NotFound)), grace.write() as work:
        add_content(work, "customer", customer, "b.txt", b"mine")
    with grace.read() as reading, pytest.raises(NotFound):
        attachments(reading, "customer", customer)
    with grace.read() as reading:
        assert content(reading, file, 100) is None


def test_a_customer_shows_the_files_of_its_cases_in_list_and_timeline(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        case = a_case(work, customer_id=customer)
        add_content(work, "service_case", case, "photo.jpg", b"...")
    with company.read() as reading:
        assert [row.record_kind for row in attachments(reading, "customer", customer)] == ["service_case"]
        (item,) = timeline(reading, customer_id=customer, only=FILES).items
        assert (item.kind, item.title, item.size, item.on) == (FILE, "photo.jpg", 3, reading.today)


def test_every_kind_that_keeps_files_has_a_name_in_the_register() -> None:
    assert set(NAME_COLUMNS) == set(KINDS)
    assert all(hasattr(ENTITY_OF[kind], column) for kind, column in NAME_COLUMNS.items())


def test_orders_invoices_receipts_and_products_keep_files(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Vera Moon", login="vera", role_id=role("salesperson"))
        customer = a_customer(work, "Haverton")
        order = an_order(work, customer_id=customer)
        work.session.flush()
        kept = {
            "sales_order": order,
            "invoice": issue_invoice(work, InvoiceDraft(1_000, order_id=order)),
            "receipt": record_receipt(work, ReceiptDraft(1_000, order)),
            "product": a_product(work, "Probe"),
        }
        work.session.flush()
        for kind, record_id in kept.items():
            add_content(work, kind, record_id, f"{kind}.pdf", kind.encode())
        deleted = add_content(work, "sales_order", order, "wrong.pdf", b"wrong")
        delete_files(work, [deleted])
    with company.read() as reading:
        for kind, record_id in kept.items():
            assert [each.name for each in attachments(reading, kind, record_id)] == [f"{kind}.pdf"]
        # Of the customer, all that is about it.
        of_customer = {each.name for each in attachments(reading, "customer", customer)}
        assert of_customer == {"sales_order.pdf", "invoice.pdf", "receipt.pdf"}
        told = {row.name: row.record for row in DOCUMENTS.first(reading, ListSpec(), 9)}
        number = order_details(reading, order).number
        assert (told["sales_order.pdf"], told["product.pdf"]) == (number, "Probe")
    vera = company.seen_by("vera")
    with vera.read() as reading:
        assert {row.name for row in DOCUMENTS.first(reading, ListSpec(), 9)} == {"product.pdf"}
        with pytest.raises(NotFound):
            attachments(reading, "sales_order", order)
    for kind, record_id, error in (("sales_order", order, NotFound), ("product", kept["product"], NotAllowed)):
        with pytest.raises(error), vera.write() as work:
            add_content(work, kind, record_id, "more.pdf", b"more")


def test_a_purged_order_takes_its_files_along(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work))
        work.session.flush()
        add_content(work, "sales_order", order, "order.pdf", b"signed")
        delete_orders(work, [order])
    assert _kept(company) == 1
    with company.write() as work:
        purge(work, [("sales_order", order)])
    assert _kept(company) == 0


def test_pinned_notes_stand_above_the_timeline(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        note = an_interaction(work, "Never call on Fridays", "note", customer_id=customer)
        an_interaction(work, "A call", "call", customer_id=customer)
        pin_interaction(work, note, pinned=True)
    with company.read() as reading:
        found = timeline(reading, customer_id=customer)
        assert [item.title for item in found.pinned] == ["Never call on Fridays"]
        assert [item.is_pinned for item in found.items].count(True) == 1
        assert timeline(reading, customer_id=customer, only=FILES).pinned == ()
    with company.write() as work:
        pin_interaction(work, note, pinned=False)
    with company.read() as reading:
        assert timeline(reading, customer_id=customer).pinned == ()


@pytest.fixture
def with_file(company: Company) -> Company:
    with company.write() as work:
        add_content(work, "customer", a_customer(work), "a.txt", b"offer")
    return company


@pytest.mark.parametrize(
    "statement", ["DELETE FROM blob", "UPDATE blob SET data = x'00'", "UPDATE blob SET data = 'OFFER'"]
)
def test_the_check_finds_contents_that_are_lost_or_damaged(with_file: Company, statement: str) -> None:
    by_hand = driver.connect(str(with_file.database.path))
    by_hand.execute(statement)
    by_hand.commit()
    by_hand.close()
    with with_file.read() as reading:
        assert {finding.area for finding in findings(reading)} == {"files"}


def test_a_newer_version_takes_the_place_of_the_one_before_which_stays(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        customer = a_customer(work)
        (first,) = add_files(work, "customer", customer, [_file(tmp_path, "licence.pdf", b"2025")])
        update_file(work, first, FileDraft("Licence", date(2026, 11, 30), "Ask for the original"))
    with company.write("New version") as work:
        second = new_version(work, first, _file(tmp_path, "licence 2026.pdf", b"2026"), date(2027, 11, 30))
    with company.read() as reading:
        files = {each.id: each for each in attachments(reading, "customer", customer)}
        details = document_details(reading, second)
        newest = DOCUMENTS.first(reading, ListSpec((Filter("is_current", "is", True),)), 9)
    assert (files[first].name, files[first].replaced_by, files[first].version) == ("Licence.pdf", second, None)
    assert (files[second].version, files[second].valid_until) == (2, date(2027, 11, 30))
    assert files[second].note == "Ask for the original"
    assert [(each.version, each.name) for each in details.versions] == [(2, "licence 2026.pdf"), (1, "Licence.pdf")]
    assert [(each.name, each.record, each.version) for each in newest] == [("licence 2026.pdf", "Haverton Medical", 2)]
    with company.write() as work:
        undo(work)
    with company.read() as reading:
        (left,) = attachments(reading, "customer", customer)
    assert (left.id, left.replaced_by) == (first, None)


def test_only_the_newest_version_is_replaced_and_by_something_else(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        (first,) = add_files(work, "customer", a_customer(work), [_file(tmp_path, "a.pdf", b"one")])
        with pytest.raises(UserError, match="same content"):
            new_version(work, first, _file(tmp_path, "b.pdf", b"one"))
        new_version(work, first, _file(tmp_path, "c.pdf", b"two"))
        work.session.flush()
        with pytest.raises(UserError, match="newer version"):
            new_version(work, first, _file(tmp_path, "d.pdf", b"three"))


def test_documents_that_expire_are_found_before_they_do(company: Company) -> None:
    with company.write() as work:
        customer, today = a_customer(work), work.today
        for name, days in (("gone", -1), ("today", 0), ("soon", 29), ("later", 30), ("never", None)):
            file = add_content(work, "customer", customer, f"{name}.txt", name.encode())
            until = None if days is None else today + timedelta(days=days)
            update_file(work, file, FileDraft(f"{name}.txt", until))
    listed = {}
    with company.read() as reading:
        for view in views("attachment"):
            listed[view.key] = {each.name.removesuffix(".txt") for each in DOCUMENTS.first(reading, view.spec, 9)}
    assert listed["expiring"] == {"today", "soon"}
    assert listed["expired"] == {"gone"}
    assert listed["limited"] == {"gone", "today", "soon", "later"}
    assert len(listed["current"]) == 5
    assert listed["older"] == set()
