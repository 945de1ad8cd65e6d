"""Texts on controls: marked in the code, translated when shown, and shown again when the language changes."""

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.i18n import ENGLISH, N_, Message, tr, tr_message


class Plain(str):
    """A text that is data (a name, a number) and must not be translated."""

    __slots__ = ()


# A marked text of the program (`N_`), a message with values, or data as `Plain`.
Text = str | Message


def shown(text: Text) -> str:
    """A text in the current language."""
    if isinstance(text, Message):
        return tr_message(text)
    return str(text) if isinstance(text, Plain) else tr(text)


class Retranslating(QWidget):
    """A widget that shows its texts again when the language changes; subclasses set them in `retranslate` alone."""

    def retranslate(self) -> None:
        """Set every text of this widget, in the current language."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def install_qt_translation(app: QCoreApplication, language: str) -> bool:
    """Load Qt's own texts (file and print dialogs) in a language and tell every widget that the language changed.

    Returns whether Qt ships that language; English needs no file.
    """
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    found = language == ENGLISH
    if not found:
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        found = translator.load(f"qtbase_{language}", folder) and app.installTranslator(translator)
        app.installTranslator(_Gaps(app))
    _announce()
    return found


# What Qt's own Chinese leaves in English, and our words for it.
_GAPS = {
    "&Look in:": N_("Look in:"),
    "Files of &type:": N_("Files of type:"),
    "Page &Set:": N_("Page set:"),
    "Page &order:": N_("Page order:"),
    "Pages &per sheet:": N_("Pages per sheet:"),
}


class _Gaps(QTranslator):
    """Fills the gaps in Qt's translation from our own catalogue."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        # Only a null string lets Qt's own translation answer; an empty one would be shown.
        return tr(_GAPS[text]) if text in _GAPS else None  # type: ignore[return-value]  # None is Qt's null string

    def isEmpty(self) -> bool:
        return False


def _announce() -> None:
    """Tell the windows directly: installing a translator only posts the news, and English installs none."""
    for widget in QApplication.topLevelWidgets():
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
