"""The small language of computed fields: what somebody typed, read by Python's own parser and allowed piece by piece.

    if([Open deals] > 3, "large", "small")      round([Yearly purchases] / 12, 2)      days(today(), [Founded])

Names stand in square brackets, or plainly where they are one word. Nothing is ever run: `queries/own_formula.py` makes
SQL of the tree.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message

LONGEST = 1_000
_DEEPEST = 30
FUNCTIONS = frozenset(
    (
        *("if", "and", "or", "not", "abs", "round", "min", "max", "ifempty", "isempty", "number"),
        *("text", "concat", "len", "upper", "lower", "left", "right", "contains"),
        *("today", "days", "adddays", "year", "month", "day"),
    )
)
_COMPARING = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
# Words of Python that are names of functions here.
_PYTHONS = {"if": "if_", "and": "and_", "or": "or_", "not": "not_"}
_NAME = "name_"
_PIECES = re.compile(r"""("[^"]*"|'[^']*')|\[([^\]]*)\]|(<>|<=|>=|==|!=|=)|\b((?i:if|and|or|not))\b(\s*\()?""")
# What a word stands behind when it joins two values: the end of a value that is no such word itself.
_VALUE_BEFORE = re.compile(r"""(?:[\])"']|(?<!\w)(?!(?i:if|and|or|not)$)\w+)$""")
# Beyond it the numbers of a formula are no longer exact.
_LARGEST = 10**15


class FormulaError(UserError):
    """What was typed is no formula; the message says what to do."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its tree, and every place where it asks for a name."""

    tree: ast.expr
    asked: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names it asks for, each once."""
        return tuple(dict.fromkeys(self.asked))


@dataclass
class _Reader:
    names: list[str] = field(default_factory=list)

    def piece(self, found: "re.Match[str]") -> str:
        """What Python is to read in the place of a piece."""
        quoted, name, sign, word, opened = found.groups()
        if quoted is not None:
            return str(found[0])
        if name is not None:
            self.names.append(name.strip())
            return f"{_NAME}{len(self.names) - 1}_"
        if sign is not None:
            return {"=": "==", "<>": "!="}.get(sign, sign)
        joins = word.lower() in ("and", "or") and _VALUE_BEFORE.search(found.string[: found.start()].rstrip())
        if opened and not joins:
            return _PYTHONS[word.lower()] + "("
        return word.lower() + (opened or "")


def parse(text: str) -> Formula:
    """Read a formula; refused with a sentence when something in it is not allowed."""
    written = text.strip().removeprefix("=").strip()
    if not written:
        raise FormulaError(Message("Write a formula, such as {example}.", example='[Name] & " " & [City]'))
    if len(written) > LONGEST:
        raise FormulaError(Message("The formula is too long. Split it into several fields."))
    reader = _Reader()
    ready = " ".join(_PIECES.sub(reader.piece, written).split())
    try:
        tree = ast.parse(ready, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(Message("This is no formula. Look at brackets, commas and signs.")) from None
    tree = _named(tree, reader.names, 0)
    return Formula(tree, tuple(_names(tree)))


def _named(tree: ast.expr, names: list[str], depth: int) -> ast.expr:
    """The tree with the names as they were typed, everything in it looked at."""
    if depth > _DEEPEST:
        raise FormulaError(Message("The formula is nested too deeply. Split it into several fields."))

    def below(each: ast.expr) -> ast.expr:
        return _named(each, names, depth + 1)

    match tree:
        case ast.Constant(value=int() | float() as number) if abs(number) >= _LARGEST:
            raise FormulaError(Message("A number of the formula is too large."))
        case ast.Constant(value=int() | float() | str()):
            return tree
        case ast.Name(id=name):
            place = name.removeprefix(_NAME).removesuffix("_")
            is_place = name.startswith(_NAME) and place.isdigit() and int(place) < len(names)
            return ast.Name(names[int(place)] if is_place else name, ast.Load())
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not(), operand=operand):
            return ast.UnaryOp(tree.op, below(operand))
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.BitAnd(), left=left, right=right):
            return ast.BinOp(below(left), tree.op, below(right))
        case ast.BoolOp(values=values):
            return ast.BoolOp(tree.op, [below(each) for each in values])
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _COMPARING):
            return ast.Compare(below(left), [op], [below(right)])
        case ast.Call(func=ast.Name(id=called), args=arguments, keywords=[]):
            function = called.rstrip("_").lower()
            if function not in FUNCTIONS:
                raise FormulaError(Message("There is no function “{name}”.", name=called))
            return ast.Call(ast.Name(function, ast.Load()), [below(each) for each in arguments], [])
    raise FormulaError(Message("“{part}” cannot be used in a formula.", part=ast.unparse(tree)[:40]))


def _names(tree: ast.expr) -> Iterator[str]:
    called = {id(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    return (each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and id(each) not in called)
