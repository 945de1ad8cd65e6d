"""The one style sheet of the application: fields, lists, scroll bars, menus and tool tips.

Controls with states of their own paint themselves, because a style sheet has no outer ring, no font features and no
layout inside a cell.
"""

from collections.abc import Callable

from crm_desktop.ui.theme.arrows import Arrows
from crm_desktop.ui.theme.tokens import Tokens


def style_sheet(tokens: Tokens, px: Callable[[float], int], arrows: Arrows) -> str:
    """The style sheet for a theme and a text size."""
    return "\n".join(
        [_lists(tokens, px), _fields(tokens, px, arrows), _bars(tokens, arrows), _menus(tokens, px, arrows)]
    )


def _fields(t: Tokens, px: Callable[[float], int], arrows: Arrows) -> str:
    boxes = "QLineEdit, QPlainTextEdit, QComboBox"
    focus = "QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus"
    return f"""
{boxes} {{
    background: {t.content}; color: {t.text1}; border: 1px solid {t.field_edge}; border-radius: 6px;
    padding: 0 {px(10)}px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QPlainTextEdit {{ padding: {px(4)}px {px(10) - 2}px; }}
{focus} {{ border: 2px solid {t.accent_text}; padding: 0 {px(10) - 1}px; }}
QPlainTextEdit:focus {{ padding: {px(4) - 1}px {px(10) - 3}px; }}
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] {{ border-color: {t.bad}; }}
QLineEdit[state="conflict"], QPlainTextEdit[state="conflict"], QComboBox[state="conflict"] {{
    border-color: {t.warning};
}}
QLineEdit[state="error"]:focus, QPlainTextEdit[state="error"]:focus, QComboBox[state="error"]:focus {{
    border: 2px solid {t.bad};
}}
QLineEdit[readOnly="true"], QLineEdit:disabled, QPlainTextEdit[readOnly="true"], QPlainTextEdit:disabled,
QComboBox:disabled {{ background: {t.sunken}; color: {t.text2}; border: 1px solid {t.strong_line}; }}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {{ background: transparent; border: none; padding: 0; }}
QComboBox {{ combobox-popup: 0; padding-right: {px(28)}px; }}
QComboBox::drop-down {{ border: none; width: {px(28)}px; subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url("{arrows.down}"); width: {px(16)}px; height: {px(16)}px; }}
QComboBox::down-arrow:disabled {{ image: url("{arrows.down_disabled}"); }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; background: transparent; }}
QComboBox QAbstractItemView {{ border: 1px solid {t.strong_line}; border-radius: 6px; padding: 4px; }}
"""


def _lists(t: Tokens, px: Callable[[float], int]) -> str:
    return f"""
QAbstractScrollArea {{ background: {t.content}; border: none; }}
QListWidget#views {{ background: transparent; }}
QAbstractItemView {{
    background: {t.content}; color: {t.text1}; border: none; outline: none;
    selection-background-color: {t.selected}; selection-color: {t.text1};
}}
QListView[popup="true"], QComboBox QAbstractItemView {{
    background: {t.content}; border: 1px solid {t.strong_line}; border-radius: 6px; padding: 3px;
}}
QListView[popup="true"]::item, QComboBox QAbstractItemView::item {{
    min-height: {px(28)}px; padding: 0 {px(8)}px; border-radius: 4px; color: {t.text1};
}}
QListView[popup="true"]::item:hover, QComboBox QAbstractItemView::item:hover {{ background: {t.hover}; }}
QListView[popup="true"]::item:selected, QComboBox QAbstractItemView::item:selected {{
    background: {t.selected}; color: {t.text1};
}}
QToolTip {{
    background: {t.toast}; color: {t.on_toast}; border: 1px solid {t.toast_line}; padding: {px(4)}px {px(6)}px;
}}
"""


def _bars(t: Tokens, arrows: Arrows) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.strong_line}; border: 3px solid {t.content}; border-radius: 6px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.field_edge}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: {t.content}; }}
QTabBar QToolButton {{ background: {t.content}; border: none; border-radius: 4px; }}
QTabBar QToolButton:hover {{ background: {t.hover}; }}
QTabBar QToolButton::left-arrow {{ image: url("{arrows.left}"); }}
QTabBar QToolButton::right-arrow {{ image: url("{arrows.right}"); }}
QTabBar QToolButton::left-arrow:disabled {{ image: url("{arrows.left_disabled}"); }}
QTabBar QToolButton::right-arrow:disabled {{ image: url("{arrows.right_disabled}"); }}
QSplitter::handle {{ background: {t.strong_line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QProgressBar {{ background: {t.active}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""


def _menus(t: Tokens, px: Callable[[float], int], arrows: Arrows) -> str:
    return f"""
QMenuBar {{ background: {t.window}; color: {t.text1}; border: none; padding: 2px {px(8)}px; }}
QMenuBar::item {{ background: transparent; padding: {px(4)}px {px(8)}px; border-radius: 4px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.active}; }}
QMenu {{
  background: {t.content}; color: {t.text1}; border: 1px solid {t.strong_line}; padding: 4px; menu-scrollable: 1;
}}
QMenu::item {{ padding: {px(5)}px {px(24)}px {px(5)}px {px(10)}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.hover}; color: {t.text1}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::icon {{ padding-left: {px(8)}px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px {px(6)}px; }}
QMenu::right-arrow {{ image: url("{arrows.right}"); width: {px(16)}px; height: {px(16)}px; }}
QMenu::indicator {{ width: {px(16)}px; height: {px(16)}px; padding-left: {px(6)}px; }}
QMenu::indicator:checked {{ image: url("{arrows.check}"); }}
"""
