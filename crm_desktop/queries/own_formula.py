"""A formula as SQL: each piece with what it is – a number, a text, a day or yes and no – so that mistakes are told."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Float, Integer, Text, and_, case, cast, func, literal, not_, null, or_, type_coerce

from crm_desktop.core.formula import Formula, FormulaError
from crm_desktop.core.i18n import Message
from crm_desktop.queries.list_field import TODAY

NUMBER, TEXT, DAY, FLAG = "number", "text", "day", "flag"
_WORDS = {
    NUMBER: Message("a number"),
    TEXT: Message("a text"),
    DAY: Message("a date"),
    FLAG: Message("yes or no"),
}


@dataclass(frozen=True)
class Piece:
    """A part of a formula: its SQL and what it is; `kind` is empty where nothing is known of it."""

    sql: Any
    kind: str


Find = Callable[[str], Piece]


def compiled(formula: Formula, find: Find) -> Piece:
    """The formula as SQL; `find` gives what a name stands for, or refuses."""
    return _Maker(find).made(formula.tree)


class _Maker:
    def __init__(self, find: Find) -> None:
        self._find = find

    def made(self, tree: ast.expr) -> Piece:
        match tree:
            case ast.Constant(value=bool() as value):
                return Piece(literal(int(value), Integer), FLAG)
            case ast.Constant(value=str() as value):
                return Piece(literal(value, Text), TEXT)
            case ast.Constant(value=float() | int() as value):
                return Piece(literal(float(value), Float), NUMBER)
            case ast.Name(id=name):
                return self._find(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Piece(not_(self._as(operand, FLAG) == 1), FLAG)
            case ast.UnaryOp(op=op, operand=operand):
                value = self._as(operand, NUMBER)
                return Piece(-value if isinstance(op, ast.USub) else value, NUMBER)
            case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
                return Piece(_text(self.made(left)).concat(_text(self.made(right))), TEXT)
            case ast.BinOp(op=op, left=left, right=right):
                return self._reckoned(op, self.made(left), self.made(right))
            case ast.BoolOp(op=op, values=values):
                join = and_ if isinstance(op, ast.And) else or_
                return Piece(join(*(self._as(each, FLAG) == 1 for each in values)), FLAG)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(op, self.made(left), self.made(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, arguments)
        raise FormulaError(Message("This is no formula. Look at brackets, commas and signs."))

    def _as(self, tree: ast.expr, kind: str) -> Any:
        return _of(self.made(tree), kind)

    def _reckoned(self, op: ast.operator, left: Piece, right: Piece) -> Piece:
        if left.kind == DAY or (right.kind == DAY and isinstance(op, ast.Add)):
            return _days_reckoned(op, left, right)
        one, other = _of(left, NUMBER), _of(right, NUMBER)
        match op:
            case ast.Add():
                return Piece(one + other, NUMBER)
            case ast.Sub():
                return Piece(one - other, NUMBER)
            case ast.Mult():
                return Piece(one * other, NUMBER)
        # Nothing can be divided by zero: the result is missing, not wrong.
        return Piece(cast(one, Float).op("/", return_type=Float())(func.nullif(other, 0)), NUMBER)

    def _compared(self, op: ast.cmpop, left: Piece, right: Piece) -> Piece:
        if left.kind and right.kind and left.kind != right.kind and {left.kind, right.kind} != {DAY, TEXT}:
            said = Message("{one} cannot be compared with {other}.", one=_WORDS[left.kind], other=_WORDS[right.kind])
            raise FormulaError(said)
        one, other = left.sql, right.sql
        match op:
            case ast.Eq():
                return Piece(one == other, FLAG)
            case ast.NotEq():
                return Piece(one != other, FLAG)
            case ast.Lt():
                return Piece(one < other, FLAG)
            case ast.LtE():
                return Piece(one <= other, FLAG)
            case ast.Gt():
                return Piece(one > other, FLAG)
        return Piece(one >= other, FLAG)

    def _called(self, name: str, arguments: Sequence[ast.expr]) -> Piece:
        least, most, make = _FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise FormulaError(Message("“{name}” needs {count} values.", name=name, count=least))
        return make([self.made(each) for each in arguments])


def _of(piece: Piece, kind: str) -> Any:
    """The SQL of a piece that must be of a kind."""
    if piece.kind in (kind, ""):
        return piece.sql
    said = Message("{wanted} is needed where {found} stands.", wanted=_WORDS[kind], found=_WORDS[piece.kind])
    raise FormulaError(said)


def _text(piece: Piece) -> Any:
    """A piece as it stands in a text: whole numbers without a point, what is missing as nothing."""
    written: Any
    if piece.kind == NUMBER:
        whole = cast(piece.sql, BigInteger)
        written = case((whole == piece.sql, cast(whole, Text)), else_=cast(func.round(piece.sql, 6), Text))
    elif piece.kind == FLAG:
        written = case((piece.sql == 1, literal("✓")), else_=literal(""))
    else:
        written = type_coerce(piece.sql, Text)
    return func.coalesce(written, "", type_=Text)


def _days_reckoned(op: ast.operator, left: Piece, right: Piece) -> Piece:
    if isinstance(op, ast.Sub) and right.kind == DAY:
        return _days([left, right])
    if isinstance(op, ast.Add | ast.Sub):
        day, number = (left, right) if left.kind == DAY else (right, left)
        count = _of(number, NUMBER)
        return _moved([day, Piece(-count if isinstance(op, ast.Sub) else count, NUMBER)])
    raise FormulaError(Message("Days can be added to a date, and dates subtracted; nothing else."))


def _days(of: Sequence[Piece]) -> Piece:
    later, earlier = (func.julianday(_of(each, DAY)) for each in of)
    return Piece(later - earlier, NUMBER)


def _moved(of: Sequence[Piece]) -> Piece:
    days = cast(cast(_of(of[1], NUMBER), BigInteger), Text)
    return Piece(func.date(_of(of[0], DAY), days.concat(literal(" days")), type_=Text), DAY)


def _alike(of: Sequence[Piece]) -> str:
    """What several pieces are that may stand in each other's place."""
    kinds = {each.kind for each in of if each.kind}
    if len(kinds) > 1:
        one, other, *_ = sorted(kinds)
        said = Message("{one} cannot stand in the place of {other}.", one=_WORDS[one], other=_WORDS[other])
        raise FormulaError(said)
    return next(iter(kinds), "")


def _if(of: Sequence[Piece]) -> Piece:
    otherwise = of[2] if len(of) > 2 else Piece(null(), "")
    return Piece(case((_of(of[0], FLAG) == 1, of[1].sql), else_=otherwise.sql), _alike([of[1], otherwise]))


def _extreme(name: str) -> Callable[[Sequence[Piece]], Piece]:
    return lambda of: Piece(getattr(func, name)(*(each.sql for each in of)), _alike(of))


def _joined(join: Callable[..., Any]) -> Callable[[Sequence[Piece]], Piece]:
    return lambda of: Piece(join(*(_of(each, FLAG) == 1 for each in of)), FLAG)


def _round(of: Sequence[Piece]) -> Piece:
    places = _of(of[1], NUMBER) if len(of) > 1 else literal(0.0)
    return Piece(func.round(_of(of[0], NUMBER), cast(places, Integer), type_=Float), NUMBER)


def _concat(of: Sequence[Piece]) -> Piece:
    whole = _text(of[0])
    for each in of[1:]:
        whole = whole.concat(_text(each))
    return Piece(whole, TEXT)


def _part(*, right: bool) -> Callable[[Sequence[Piece]], Piece]:
    def make(of: Sequence[Piece]) -> Piece:
        count = cast(_of(of[1], NUMBER), Integer)
        place = -count if right else literal(1)
        return Piece(func.substr(_text(of[0]), place, count, type_=Text), TEXT)

    return make


def _of_day(form: str) -> Callable[[Sequence[Piece]], Piece]:
    return lambda of: Piece(cast(func.strftime(form, _of(of[0], DAY)), Float), NUMBER)


def _is_empty(of: Sequence[Piece]) -> Piece:
    empty = of[0].sql.is_(None)
    return Piece(or_(empty, of[0].sql == "") if of[0].kind == TEXT else empty, FLAG)


def _if_empty(of: Sequence[Piece]) -> Piece:
    first = func.nullif(of[0].sql, "") if of[0].kind == TEXT else of[0].sql
    return Piece(func.coalesce(first, of[1].sql), _alike(of))


_FUNCTIONS: Mapping[str, tuple[int, int, Callable[[Sequence[Piece]], Piece]]] = {
    "if": (2, 3, _if),
    "and": (1, 20, _joined(and_)),
    "or": (1, 20, _joined(or_)),
    "not": (1, 1, lambda of: Piece(not_(_of(of[0], FLAG) == 1), FLAG)),
    "abs": (1, 1, lambda of: Piece(func.abs(_of(of[0], NUMBER)), NUMBER)),
    "round": (1, 2, _round),
    "min": (2, 20, _extreme("min")),
    "max": (2, 20, _extreme("max")),
    "ifempty": (2, 2, _if_empty),
    "isempty": (1, 1, _is_empty),
    "number": (1, 1, lambda of: Piece(cast(_text(of[0]), Float), NUMBER)),
    "text": (1, 1, lambda of: Piece(_text(of[0]), TEXT)),
    "concat": (1, 20, _concat),
    "len": (1, 1, lambda of: Piece(func.length(_text(of[0])), NUMBER)),
    "upper": (1, 1, lambda of: Piece(func.upper(_text(of[0])), TEXT)),
    "lower": (1, 1, lambda of: Piece(func.lower(_text(of[0])), TEXT)),
    "left": (2, 2, _part(right=False)),
    "right": (2, 2, _part(right=True)),
    "contains": (2, 2, lambda of: Piece(func.instr(func.lower(_text(of[0])), func.lower(_text(of[1]))) > 0, FLAG)),
    "today": (0, 0, lambda _of: Piece(TODAY, DAY)),
    "days": (2, 2, _days),
    "adddays": (2, 2, _moved),
    "year": (1, 1, _of_day("%Y")),
    "month": (1, 1, _of_day("%m")),
    "day": (1, 1, _of_day("%d")),
}
