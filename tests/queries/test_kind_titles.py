"""Own records are called by their kind, in the language of the viewer, wherever kinds of records are told apart."""

import pytest

from crm_desktop.core.i18n import CHINESE, ENGLISH, Message, Translator
from crm_desktop.models.customising import own_kind
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.own_record import OwnRecordDraft, create_own_record, delete_own_records
from crm_desktop.operations.undo_any import PREVIEW, preview_undo
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.journal_log import LogFilter, log_page
from crm_desktop.queries.kind_titles import kind_title
from crm_desktop.queries.own_kind import own_kinds
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.recycle import BinFilter, recycled
from crm_desktop.queries.step_changes import step_changes
from tests.company import Company

_SPOKEN = {ENGLISH: "Machine", CHINESE: "设备"}


@pytest.fixture
def press(company: Company) -> str:
    """A machine, deleted by a step that is called by its kind."""
    with company.write() as work:
        kind_id = create_own_kind(work, OwnKindDraft("Machine", "设备", "Machines"))
        create_own_kind(work, OwnKindDraft("Licence", "许可证"))
    with company.write() as work:
        record = create_own_record(work, OwnRecordDraft(kind_id, "Press 7"))
    with company.write() as work:
        (machines, _) = own_kinds(work)
        delete_own_records(work, [record])
        work.label = Message("Delete: {kind}", kind=Message(machines.title))
    return record


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_bin_history_and_step_say_the_kind(company: Company, press: str, language: str) -> None:
    spoken = Translator(language)
    with company.read() as reading:
        machines, licences = own_kinds(reading)
        (row,) = recycled(reading)
        assert spoken.t(row.called) == _SPOKEN[language]
        assert [each.id for each in recycled(reading, wanted=BinFilter(own_kind(machines.id)))] == [press]
        assert recycled(reading, wanted=BinFilter(own_kind(licences.id))) == []
        changes = step_changes(reading, row.transaction, language)
        assert [(spoken.t(title), count) for title, count in changes.kinds] == [(_SPOKEN[language], 1)]
        items = record_history(reading, "custom_record", press, language)
        assert {spoken.t(change.title) for item in items for change in item.changes} == {_SPOKEN[language]}
        assert spoken.t(kind_title(reading, "custom_record", "gone")) == spoken.t("Own record")


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize(("language", "label"), [(ENGLISH, "Delete: Machines"), (CHINESE, "删除设备")])
def test_a_step_is_called_by_the_kind_in_each_language(company: Company, language: str, label: str) -> None:
    spoken = Translator(language)
    with company.read() as reading:
        (step,) = log_page(reading, LogFilter(text=_SPOKEN[language]), language=language).steps[:1]
        assert spoken.message(step.label) == label
    with company.write() as work:
        outcome = undo(work)
        work.label = Message("Undo: {step}", step=outcome.label)
    with company.read() as reading:
        assert label in spoken.message(log_page(reading, LogFilter()).steps[0].label)


@pytest.mark.usefixtures("press")
def test_what_an_undo_would_change_is_counted_by_kind(company: Company) -> None:
    with company.read() as reading:
        step = log_page(reading, LogFilter()).steps[0]
    with company.database.write(PREVIEW, company.viewer) as work:
        assert preview_undo(work, step.transaction).changes.kinds == (("Machine", 1),)
