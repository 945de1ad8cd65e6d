"""A long text beside what it was: what came is underlined on a tint, what went is struck through."""

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from crm_desktop.core.text_merge import ADDED, REMOVED, Part, changes
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Tokens

_LONG = 90
# Rich text breaks no word, and one as long as that would take the room of all others.
_UNBROKEN = re.compile(r"[A-Za-z0-9À-ɏ_./:%-]{40}(?=[A-Za-z0-9À-ɏ])")


def is_long(*texts: str | None) -> bool:
    """Whether texts are better compared word by word."""
    return any(text and (len(text) > _LONG or "\n" in text) for text in texts)


class DiffText(QLabel):
    """The changed text; screen readers are told it as it reads."""

    def __init__(self, theme: Theme, before: str, after: str) -> None:
        super().__init__()
        self._theme, self._parts = theme, changes(before, after)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(after)
        theme.theme_changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(Role.BODY))
        self.setText(_page(self._parts, self._theme.tokens, self._theme.line(Role.BODY)))


def _page(parts: Sequence[Part], tokens: Tokens, line: int) -> str:
    text = "".join(_marked(part, tokens) for part in parts)
    return f'<div style="line-height: {line}px; color: {tokens.text1}">{text}</div>'


def _marked(part: Part, tokens: Tokens) -> str:
    text = escape(_UNBROKEN.sub("\\g<0>\u200b", part.text)).replace("\n", "<br>")
    if part.what == ADDED:
        style = f"text-decoration: underline; color: {tokens.good}; background-color: {tokens.good_tint}"
    elif part.what == REMOVED:
        style = f"text-decoration: line-through; color: {tokens.text3}"
    else:
        return text
    return f'<span style="{style}">{text}</span>'
