"""Sentences of a report in one language, set as that language is set.

Chinese type puts a space between a Chinese character and a Latin letter or digit, but none between two Chinese ones.
Whether a value needs one is known only when it is filled in; what stands inside a value, such as a name, is left alone.
"""

from string import Formatter

from crm_desktop.core.i18n import CHINESE, Message, Translator


class Speech(Translator):
    """A translator that spaces the values of Chinese sentences."""

    def t(self, text: str, /, **values: object) -> str:
        """The text in this language, its placeholders filled."""
        if self.language != CHINESE or not values:
            return super().t(text, **values)
        return _spaced(super().t(text), self._spoken(values))

    def tn(self, one: str, many: str, /, count: int, **values: object) -> str:
        """The right plural form for `count`."""
        if self.language != CHINESE:
            return super().tn(one, many, count, **values)
        kept = {name: "{" + name + "}" for name in values}
        return _spaced(super().tn(one, many, _Kept(count), **kept), self._spoken({"count": count, **values}))

    def message(self, message: Message) -> str:
        """A message of a lower layer in this language."""
        return self.t(message.text, **message.values)


class _Kept(int):
    """A count that chooses the plural form but leaves its placeholder in the text."""

    def __format__(self, form: str) -> str:
        return "{count}"


def _spaced(template: str, values: dict[str, object]) -> str:
    line = ""
    for literal, name, _, _ in Formatter().parse(template):
        line = _joined(line, literal)
        if name is not None:
            line = _joined(line, str(values[name]))
    return line


def _joined(left: str, right: str) -> str:
    """Two parts of a sentence; the space between them is decided by what meets."""
    before, after = left.rstrip(" "), right.lstrip(" ")
    if not before or not after or not (_is_chinese(before[-1]) or _is_chinese(after[0])):
        return left + right
    if _is_chinese(before[-1]) and _is_chinese(after[0]):
        return before + after
    latin = after[0] if _is_chinese(before[-1]) else before[-1]
    return f"{before} {after}" if latin.isalnum() or latin in "%$€£¥" else left + right


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
