"""Every component in light and dark, English and Chinese, as pictures to look at: `python -m tests.ui.gallery FOLDER`."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import LANGUAGES, set_language
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.blocks import Figure, FigureRow, Notice, SkeletonRows
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from crm_desktop.ui.widgets.choices import CheckBox, RadioButton, Segmented, Tab, TabRow
from crm_desktop.ui.widgets.focus_ring import FocusRing
from crm_desktop.ui.widgets.key_hints import KeyCap, KeyHint
from crm_desktop.ui.widgets.labels import DayHeading, Label, Rule
from crm_desktop.ui.widgets.marks import Avatar, LevelBadge, StatusChip, TagChip


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
                Figure("Annual value", Plain("$179,760"), Plain("−11% on last year"), Tone.BAD),
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


PAGES = {"states": states_page}


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
