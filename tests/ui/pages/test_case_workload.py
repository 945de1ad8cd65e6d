"""The workload of service: what everybody has to do and how long it may take; a manager gives cases to others."""

from datetime import timedelta

from PySide6.QtTest import QTest

from crm_desktop.core.listing import Filter
from crm_desktop.models import ServiceCase
from crm_desktop.operations.service_steps import assign_case, handle_case
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.workload import WorkloadDialog
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.form import Form
from tests.builders import a_case, a_user, entry
from tests.ui.pages.office import SHIFT, Key, Office


def opened(office: Office) -> WorkloadDialog:
    """The dialog, by its key."""
    office.open_page(ServiceCasesPage)
    office.press(Key.Key_W, SHIFT)
    return next(each for each in office.window.findChildren(WorkloadDialog) if each.isVisible())


def lines(dialog: WorkloadDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def forms(office: Office) -> list[Form]:
    """The forms that are open."""
    opened = office.window.findChildren(Dialog)
    return [each.form for each in opened if each.isVisible() and each.form is not None]


def furnish(office: Office) -> str:
    """Ada handled five repairs of half an hour, and has one repair and one late question; nobody has a third case."""
    me = office.company.viewer.user_id
    with office.company.write() as work:
        for _ in range(5):
            done = a_case(work, kind_id=entry("case_kind", "repair"))
            assign_case(work, done, me)
            handle_case(work, done, "Done", 30)
        assign_case(work, a_case(work, "Repair", kind_id=entry("case_kind", "repair")), me)
        late = a_case(work, "Question", kind_id=entry("case_kind", "question"), due_on=work.today - timedelta(days=1))
        assign_case(work, late, me)
        a_case(work, "Nobody's")
        grace = a_user(work, "Grace Lin", login="grace")
    office.learn_choices()
    return grace


def test_everybody_stands_in_a_line_with_what_is_left_to_do(office: Office) -> None:
    furnish(office)
    # A question takes what any case took: there were too few to say it of questions alone.
    assert lines(opened(office)) == [
        ["Nobody yet", "1", "0", "0", "0", "30 min"],
        ["Ada Lin", "2", "1", "0", "0", "1 h"],
    ]


def test_a_manager_gives_the_late_cases_of_one_to_another_in_one_step(office: Office) -> None:
    grace = furnish(office)
    dialog = opened(office)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Key.Key_Down)
    QTest.keyClick(dialog.table, Key.Key_A)
    form = forms(office)[0]
    office.pick(form.field("to_id"), "Grace")
    office.pick(form.field("which"), "Those overdue")
    office.save()
    assert lines(dialog)[1:] == [["Ada Lin", "1", "0", "0", "0", "30 min"], ["Grace Lin", "1", "1", "0", "0", "30 min"]]
    with office.company.read() as reading:
        moved = reading.session.query(ServiceCase).filter(ServiceCase.owner_id == grace).one()
        assert moved.subject == "Question"
    office.undo.undo()
    assert len(lines(dialog)) == 2


def test_a_line_leads_to_its_cases(office: Office) -> None:
    furnish(office)
    dialog = opened(office)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Key.Key_E)
    ((kind, spec),) = office.notebook.lists
    assert kind == "service_case"
    assert Filter("owner", "is_empty") in spec.filters


def test_who_does_not_assign_only_looks(office: Office) -> None:
    furnish(office)
    office.background.viewer = office.company.seen_by("grace").viewer
    dialog = opened(office)
    assert not dialog.move_button.isEnabled()
    QTest.keyClick(dialog.table, Key.Key_A)
    assert forms(office) == []
