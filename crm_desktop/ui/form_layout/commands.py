"""What can be done with a field of a form that is arranged; keys, menu and buttons are made from these."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from crm_desktop.core.form_layout import (
    FULL,
    HALF,
    THIRD,
    FormLayout,
    left_out,
    moved_over,
    resized,
    shown_again,
    stepped,
)
from crm_desktop.core.i18n import N_

Change = Callable[[FormLayout, str], FormLayout]


@dataclass(frozen=True)
class Command:
    """One way to change where a field stands."""

    text: str
    icon: str
    key: str
    run: Change
    starts_group: bool = False


def commands(shipped: FormLayout) -> tuple[Command, ...]:
    """All of them, in the order of the menu."""

    def step(by: int) -> Change:
        return lambda layout, name: stepped(layout, name, by)

    def over(by: int) -> Change:
        return lambda layout, name: moved_over(layout, name, by)

    def wide(width: int) -> Change:
        return lambda layout, name: resized(layout, name, width)

    return (
        Command(N_("Earlier"), "arrow-up", "Alt+Up", step(-1)),
        Command(N_("Later"), "arrow-down", "Alt+Down", step(1)),
        Command(N_("To the section above"), "", "Alt+Shift+Up", over(-1)),
        Command(N_("To the section below"), "", "Alt+Shift+Down", over(1)),
        Command(N_("As wide as the form"), "", "1", wide(FULL), starts_group=True),
        Command(N_("Half as wide"), "", "2", wide(HALF)),
        Command(N_("A third as wide"), "", "3", wide(THIRD)),
        Command(N_("Leave out of the form"), "eye-off", "Del", left_out, starts_group=True),
        Command(N_("Show in the form"), "eye", "Ins", partial(_shown, shipped)),
    )


def changed_by(command: Command, layout: FormLayout, name: str, must: Collection[str]) -> FormLayout:
    """The layout after a command; the same when it is not possible, as to leave out what must be filled."""
    is_out = name in layout.left_out
    if is_out != (command.key == "Ins") or (command.key == "Del" and name in must):
        return layout
    return command.run(layout, name)


def _shown(shipped: FormLayout, layout: FormLayout, name: str) -> FormLayout:
    return shown_again(layout, name, shipped)
