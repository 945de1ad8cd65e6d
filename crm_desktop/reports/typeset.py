"""Breaking and shortening lines of mixed Chinese and Latin text."""

import re
from collections.abc import Callable

Measure = Callable[[str], float]

# No line begins with what closes and none ends with what opens (the kinsoku rules of Chinese setting).
_CLOSING = "，。、；：？！）》】」』〉”’%‰℃…·),.;:?!]}»"
_OPENING = "（《【「『〈“‘([{«¥$€£"
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[ ]+|[{_WIDE}]|[^ {_WIDE}]+")


def elide(text: str, width: float, measure: Measure) -> str:
    """The text, cut with an ellipsis where it would be wider."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, width: float, measure: Measure, most: int = 0) -> list[str]:
    """The lines of a paragraph; with `most`, the last of that many ends in an ellipsis where text was left over."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrapped(paragraph, width, measure))
    if most and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], elide(rest, width, measure)]
    return lines


def _wrapped(text: str, width: float, measure: Measure) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, width, measure):
        if not line or measure((line + piece).rstrip()) <= width:
            line += piece if line or piece.strip() else ""
            continue
        lines.append(line.rstrip())
        line = piece.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str, width: float, measure: Measure) -> list[str]:
    """What must stay together: a Latin word, one Chinese character, and the marks that cling to either."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        closes = pieces and piece[0] in _CLOSING and not pieces[-1].isspace()
        follows = pieces and pieces[-1][-1] in _OPENING and not piece.isspace()
        if closes or follows:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return [part for piece in pieces for part in _fitting(piece, width, measure)]


def _fitting(piece: str, width: float, measure: Measure) -> list[str]:
    """A word wider than the whole line is broken where the line ends."""
    parts: list[str] = []
    while len(piece) > 1 and measure(piece) > width:
        count = len(piece) - 1
        while count > 1 and measure(piece[:count]) > width:
            count -= 1
        parts.append(piece[:count])
        piece = piece[count:]
    return [*parts, piece]
