"""Plain data of reports as text and back, so that a frozen period says later what it said when it was frozen."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any

from crm_desktop.core import i18n
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight import service as service_figures
from crm_desktop.reports import figures, service, statistic

_FORMAT = 1
# A name of one letter never is that of a class.
_CLASS, _FRACTION, _DAY, _MOMENT, _MAP, _LIST = "C", "F", "D", "T", "M", "L"


def keep(data: Any) -> str:
    """Some data as JSON: packed, because a year has many."""
    packed = zlib.compress(json.dumps(_plain(data), ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return json.dumps({"format": _FORMAT, "packed": base64.b64encode(packed).decode()})


def kept(text: str) -> Any:
    """What was kept."""
    return _built(json.loads(zlib.decompress(base64.b64decode(json.loads(text)["packed"]))))


def fingerprint(data: Any) -> str:
    """Some letters that differ as soon as any of the data does."""
    return hashlib.sha256(json.dumps(_plain(data), ensure_ascii=False).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, ListSpec):
        return {_LIST: value.to_json()}
    if isinstance(value, i18n.Message):
        return {_CLASS: "Message", "text": value.text, "values": _plain(dict(value.values))}
    if is_dataclass(value) and not isinstance(value, type):
        found = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {_CLASS: type(value).__name__, **found}
    if isinstance(value, Fraction):
        return {_FRACTION: [value.numerator, value.denominator]}
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {_MAP: [[_plain(key), _plain(each)] for key, each in value.items()]}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, i18n.OwnName):
        return {_CLASS: "OwnName", "text": str(value), "chinese": value.chinese}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"a report cannot be kept with {type(value).__name__} in it")


def _built(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_built, value))
    if not isinstance(value, dict):
        return value
    if _FRACTION in value:
        return Fraction(*value[_FRACTION])
    if _MOMENT in value:
        return datetime.fromisoformat(value[_MOMENT])
    if _DAY in value:
        return date.fromisoformat(value[_DAY])
    if _LIST in value:
        return ListSpec.from_json(value[_LIST])
    if _MAP in value:
        return {_built(key): _built(each) for key, each in value[_MAP]}
    given = {name: _built(each) for name, each in value.items() if name != _CLASS}
    if value[_CLASS] == "Message":
        sentence, values = given["text"], given["values"]
        return i18n.Message(sentence, **values)
    if value[_CLASS] == "OwnName":
        return i18n.OwnName(given["text"], given["chinese"])
    of = _classes()[value[_CLASS]]
    known = {each.name for each in fields(of)}
    return of(**{name: each for name, each in given.items() if name in known})


@cache
def _classes() -> dict[str, Any]:
    from crm_desktop.reports import binder

    modules: tuple[ModuleType, ...] = (figures, service, service_figures, statistic, binder)
    return {name: each for module in modules for name, each in vars(module).items() if is_dataclass(each)}
