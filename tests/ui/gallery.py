"""Every component in both themes and languages, as pictures to look at: `python -m tests.ui.gallery FOLDER`."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import LANGUAGES, Message, set_language
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.wizard import Step, Wizard
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.blocks import Figure, FigureRow, Notice, SkeletonRows
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from crm_desktop.ui.widgets.choices import CheckBox, RadioButton, Segmented, Tab, TabRow
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    LineField,
    Link,
    LookupField,
    MoneyField,
    NoteField,
    Option,
    PercentField,
    PhoneField,
    RowColumn,
    RowsField,
    StarsField,
    TagsField,
    Version,
)
from crm_desktop.ui.widgets.focus_ring import FocusRing
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.key_hints import KeyCap, KeyHint
from crm_desktop.ui.widgets.labels import DayHeading, Label, Rule, section_heading
from crm_desktop.ui.widgets.marks import Avatar, LevelBadge, StatusChip, TagChip
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry
from crm_desktop.ui.widgets.toast import Toast


def line(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side, left."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


def states_page(theme: Theme) -> QWidget:
    """Buttons, chips, badges, keys, choices and blocks."""
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(28, 24, 28, 24)
    column.setSpacing(12)
    column.addWidget(Label(theme, "Component states", Role.TITLE))
    disabled = Button(theme, "Save", kind="primary")
    disabled.setEnabled(False)
    busy = Button(theme, "Save", kind="primary")
    busy.set_busy("Saving…")
    plain_disabled = Button(theme, "Edit")
    plain_disabled.setEnabled(False)
    focused = [Button(theme, "Save", kind="primary"), Button(theme, "Edit")]
    down = [Button(theme, "Save", kind="primary"), Button(theme, "Edit")]
    for button in down:
        button.setDown(True)
    column.addLayout(line(Button(theme, "Save", kind="primary"), down[0], focused[0], disabled, busy, spacing=30))
    column.addLayout(line(Button(theme, "Edit"), down[1], focused[1], plain_disabled, spacing=30))
    column.addLayout(
        line(
            Button(theme, "New record", kind="primary", icon="plus", key="N"),
            Button(theme, "Import", icon="upload"),
            Button(theme, "Save changes", kind="primary", key="Ctrl+S", height=32),
            Button(theme, "Cancel", key="Esc", height=32),
        )
    )
    column.addLayout(
        line(
            Button(theme, "Edit", icon="pencil", key="E"),
            IconButton(theme, "phone", "Call", kind="secondary"),
            IconButton(theme, "ellipsis", "More"),
            Button(theme, "Filter", kind="quiet", icon="plus", key="F"),
            Button(theme, "Delete", kind="danger"),
            LinkButton(theme, "Go to first"),
        )
    )
    column.addWidget(Rule(theme))
    column.addLayout(
        line(
            StatusChip(theme, Plain("High 82"), Tone.BAD, Mark.HIGH),
            StatusChip(theme, Plain("Mid 55"), Tone.WARNING, Mark.MID),
            StatusChip(theme, Plain("Low 14"), Tone.GOOD, Mark.LOW),
            StatusChip(theme, Plain("Matched"), Tone.GOOD, "circle-check"),
            StatusChip(theme, Plain("In progress"), Tone.WARNING, "clock"),
            StatusChip(theme, Plain("Shipped 1 of 2"), Tone.INFO, "shopping-cart"),
            StatusChip(theme, Plain("Draft"), Tone.NEUTRAL, Mark.DRAFT),
        )
    )
    column.addLayout(
        line(
            *(LevelBadge(theme, letter, filled=letter == "A") for letter in "ABCD"),
            *(KeyCap(theme, key) for key in ("Ctrl+K", "Enter", "Esc", "Up Down", "?")),
            KeyHint(theme, "Space", "Select"),
            Avatar(theme, "Grace Lin"),
            Avatar(theme, "林悦"),
            TagChip(theme, "重点续约", removable=True),
        )
    )
    column.addWidget(Rule(theme))
    checked, partly = CheckBox(theme, "Checked"), CheckBox(theme, "Partly")
    checked.setChecked(True)
    partly.setCheckState(Qt.CheckState.PartiallyChecked)
    radio = RadioButton(theme, "Update empty fields only")
    radio.setChecked(True)
    column.addLayout(line(CheckBox(theme, "Unchecked"), checked, partly, radio, RadioButton(theme, "Skip the row")))
    segments = Segmented(theme, [("list", "List"), ("board", "Board")])
    segments.set_value("list")
    column.addLayout(line(segments))
    tabs = [Tab("timeline", "Timeline"), Tab("contacts", "Contacts", 4), Tab("deals", "Deals", 2), Tab("d", "Details")]
    column.addWidget(TabRow(theme, tabs))
    column.addWidget(DayHeading(theme, Plain("Today · 21 Nov")))
    column.addWidget(
        FigureRow(
            theme,
            [
                Figure("Annual value", Plain("$179,760"), Plain("−11% in a year"), Tone.BAD),
                Figure("Balance due", Plain("$13,200"), Plain("12 days overdue"), Tone.WARNING),
                Figure("Customer for", Plain("4 y 2 m"), Plain("since Sep 2022")),
            ],
        )
    )
    column.addWidget(
        Notice(
            theme,
            Tone.BAD,
            Plain("Why: order gap now 74 days, 2 open cases"),
            Plain("Suggested: manager visit this week"),
            sign=Mark.HIGH,
        )
    )
    review = Button(theme, "Review", height=28)
    column.addWidget(
        Notice(theme, Tone.WARNING, Plain("Owen Chen changed 1 field (14:21)"), sign="git-branch", action=review)
    )
    column.addWidget(SkeletonRows(theme, 3))
    column.addStretch()
    page.resize(720, 900)
    page.show()
    for button in focused:
        FocusRing(theme, button, 6)
    return page


@dataclass(frozen=True)
class SampleDraft:
    """What the sample form edits."""

    name: str = "Haverton Medical"
    short: str = "haverton, hwk"
    number: str = "0417 5520 81"
    phone: str = "0571 204 61"
    level: str | None = "A"
    owner: str | None = "grace"
    value: int | None = 18_000_000
    follow_up: date | None = date(2026, 11, 26)
    protection: date | None = date(2026, 11, 27)
    note: str = "Wants 4% off the 2027 framework price. Needs manager approval before Thursday."
    stars: int | None = 3
    tags: tuple[str, ...] = ("重点续约", "medical")
    discount: int | None = 125_000
    active: bool = True


def today() -> date:
    """The day on which all samples are shown."""
    return date(2026, 11, 21)


def sample_search(text: str, then: Callable[[Sequence[Option]], None]) -> None:
    """A look-up that answers at once."""
    people = [Option("dana", "Dana Holt", "Purchasing"), Option("he", "何文凯", "采购主任")]
    then([person for person in people if text.casefold() in person.text.casefold()])


def sample_form(window: QWidget, theme: Theme) -> Dialog:
    """The form of picture 05."""
    dialog = Dialog(window, theme, "Edit customer", context=Plain("C-00417 · last saved by you, today 09:32"))
    form = Form(dialog)
    dialog.use_form(form)
    review = Button(theme, "Review", height=28)
    changed = Plain("Owen Chen changed 1 field while you were editing (14:21)")
    dialog.body.addWidget(Notice(theme, Tone.WARNING, changed, sign="git-branch", action=review))
    dialog.body.addWidget(section_heading(theme, "Company"))
    levels = [("A", "A — key account"), ("B", "B — standard")]
    fields: dict[str, Field] = {
        "name": LineField(theme, "Name", required=True),
        "short": LineField(theme, "Short name", hint="for search"),
        "number": LineField(theme, "Company number", required=True),
        "phone": PhoneField(theme, "Phone"),
        "level": ChoiceField(theme, "Level", levels),
        "owner": ChoiceField(theme, "Owner", [("grace", Plain("Grace Lin · East Sales")), ("owen", Plain("Owen"))]),
        "value": MoneyField(
            theme, "Expected annual value", currency="USD", help_text=Plain("Last 12 months: $179,760")
        ),
        "follow_up": DateField(theme, "Next follow-up", today=today),
        "protection": DateField(theme, "Protection ends", today=today),
        "note": NoteField(theme, "Note"),
    }
    for name, field in fields.items():
        form.bind(name, field)
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(11)
    places = [("name", 0, 0), ("short", 0, 1), ("number", 1, 0), ("phone", 1, 1), ("owner", 4, 1), ("value", 5, 1)]
    places += [("follow_up", 6, 0), ("protection", 6, 1)]
    for name, row, at in places:
        grid.addWidget(fields[name], row, at)
    grid.addWidget(Rule(theme), 2, 0, 1, 2)
    grid.addWidget(section_heading(theme, "Sales"), 3, 0)
    grid.addWidget(fields["level"], 4, 0, 2, 1)
    grid.addWidget(fields["note"], 7, 0, 1, 2)
    dialog.body.addLayout(grid)
    dialog.body.addStretch()
    form.load(SampleDraft())
    fields["protection"].set_locked(True)
    mine = Version("A — key account", "Yours · now", "A")
    fields["level"].show_versions([mine, Version("B — standard", Plain("Owen Chen · 14:21"), "B")])
    form.show_error("number", Plain("Already used by Haverton Care."), Link("Open it", lambda: None))
    form.show_errors({"phone": Message("{count} digits short. Start with + for abroad.", count=2)})
    return dialog


def form_page(theme: Theme) -> QWidget:
    """A form dialog over a window, and a toast."""
    page = states_page(theme)
    page.resize(1100, 868)
    dialog = sample_form(page, theme)
    dialog.open_panel()
    return page


def confirm_page(theme: Theme) -> QWidget:
    """A question over a window."""
    page = states_page(theme)
    lines = [
        "1,284 customers and 9,310 activities go with it.",
        "A backup from today 09:12 stays in your backup folder.",
    ]
    ConfirmDialog(page, theme, "Delete the workspace “East Sales”?", lines, action="Delete workspace").open_panel()
    return page


def wizard_page(theme: Theme) -> QWidget:
    """A wizard at its second step."""
    page = QWidget()
    page.resize(1200, 800)
    page.show()
    steps = [Step("file", "File", QWidget()), Step("columns", "Columns", QWidget(), "Check rows")]
    steps += [Step("check", "Check", QWidget()), Step("import", "Import", QWidget(), "Import")]
    wizard = Wizard(page, theme, "Import", steps, context=Plain("华东客户台账.xlsx · 1,306 rows · 9 columns"))
    wizard.open_panel()
    wizard.go_on()
    wizard.block(Plain("1,265 new · 41 updates · 6 warnings · 1 choice missing"))
    return page


def empty_page(theme: Theme) -> QWidget:
    """An empty list with a toast."""
    page = QWidget()
    column = QVBoxLayout(page)
    button = Button(theme, "New contact", kind="primary", icon="plus", key="N")
    words = "Add one by hand, or bring in a spreadsheet: rows with a known company are linked for you."
    column.addWidget(
        EmptyState(
            theme,
            "No contacts yet",
            words,
            primary=button,
            secondary=Button(theme, "Import spreadsheet", icon="file-spreadsheet"),
            drop_hint="Or drop a .xlsx, .csv or .vcf file anywhere here",
        )
    )
    page.resize(900, 700)
    page.show()
    Toast(page, theme).say(Plain("Sample data removed: 12 contacts, 5 customers"), action=lambda: None)
    return page


def timeline_page(theme: Theme) -> QWidget:
    """The timeline of picture 01 beside more fields."""
    page = QWidget()
    row = QHBoxLayout(page)
    timeline = Timeline(theme)
    near, far = "Today · 21 Nov", "Wed 18 Nov"
    body = "Showed the new probe; IT asked for the interface document, facilities agreed the acceptance list and more."
    done, shipped = ("In progress", Tone.WARNING), ("Shipped 1 of 2", Tone.INFO)
    chinese = "现场演示新探头;信息科要求提供接口文档,后勤科确认验收标准。"
    entries = [
        TimelineEntry("1", "case", near, "headset", "Case #2087 answered", "D. Cole · 10:20", "Calibration", *done),
        TimelineEntry("2", "call", near, "phone", "Call, 14 min", "G. Lin · 09:32", "Asks for 4% off the price"),
        TimelineEntry(
            "3", "order", far, "package", "Order SO-11842", "G. Lin · 17:41", "Probes × 40", *shipped, amount="$39,200"
        ),
        TimelineEntry("4", "payment", far, "wallet", "Payment", "Finance · 15:06", "Invoice 24113", amount="+ $26,000"),
        TimelineEntry("5", "visit", far, "map-pin", "Site visit · Riverside", "G. Lin · 10:00", body),
        TimelineEntry("6", "visit", far, "map-pin", "上门拜访 · 滨江院区", "林悦 · 10:00", chinese),
    ]
    timeline.set_entries(entries, earlier=46)
    timeline.setFixedWidth(410)
    row.addWidget(timeline)
    column = QVBoxLayout()
    stars, tags = StarsField(theme, "Rating"), TagsField(theme, "Tags")
    stars.set_value(3)
    tags.set_value(["重点续约", "medical", "long tag with several words", "vip"])
    discount = PercentField(theme, "Discount")
    discount.set_value(125_000)
    check = CheckField(theme, "Active", help_text="Shown in lists")
    check.set_value(True)
    kinds = [("mobile", "Mobile"), ("work", "Work")]
    rows = RowsField(
        theme,
        "Phones",
        [
            RowColumn("kind", "Kind", lambda: ChoiceField(theme, "Kind", kinds, empty=False), 1),
            RowColumn("number", "Number", lambda: PhoneField(theme, "Number"), 2),
        ],
        lambda old, **values: values,
        add="Add a phone",
    )
    first = rows.add_row()
    first.fields["kind"].set_value("mobile")
    first.fields["number"].set_value("138 0571 2046")
    lookup = LookupField(theme, "Main contact", sample_search)
    day = DateField(theme, "Due", today=today)
    day.set_value(date(2026, 11, 26))
    for field in (stars, tags, discount, check, rows, lookup, day):
        column.addWidget(field)
    column.addStretch()
    row.addLayout(column)
    page.resize(860, 720)
    page.show()
    lookup.setFocus()
    day.open_calendar()
    return page


def choice_page(theme: Theme) -> QWidget:
    """An open list of choices."""
    page = QWidget()
    column = QVBoxLayout(page)
    people = [(str(number), Plain(f"Person {number} · East")) for number in range(12)]
    field = ChoiceField(theme, "Owner", people)
    field.set_value("3")
    column.addWidget(field)
    column.addStretch()
    page.resize(360, 400)
    page.show()
    field.setFocus()
    field.box.showPopup()
    return page


PAGES = {
    "states": states_page,
    "form": form_page,
    "confirm": confirm_page,
    "wizard": wizard_page,
    "empty": empty_page,
    "timeline": timeline_page,
    "choice": choice_page,
}


def render(folder: Path) -> list[Path]:
    """Write one picture per page, theme and language."""
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    theme = Theme(app, "light")
    theme.apply()
    written = []
    for language in LANGUAGES:
        set_language(language)
        for mode in ("light", "dark"):
            theme.set_mode("dark" if mode == "dark" else "light")
            for name, build in PAGES.items():
                page = build(theme)
                palette = page.palette()
                palette.setColor(palette.ColorRole.Window, theme.tokens.content)
                page.setPalette(palette)
                page.show()
                app.processEvents()
                path = folder / f"{name}_{mode}_{language}.png"
                page.grab().save(str(path))
                written.append(path)
                page.close()
                page.deleteLater()
    return written


if __name__ == "__main__":
    for picture in render(Path(sys.argv[1])):
        print(picture)
