"""The very records a figure was made of, as the value of a filter: what they are called together, and their ids."""

import json
from base64 import b85decode, b85encode
from collections.abc import Iterable
from typing import Any

from crm_desktop.core.ids import pack, unpack
from crm_desktop.core.listing import Filter, ListSpec

MEMBERS = "members"
"""The field of a list that such a filter narrows it by."""


def members(called: str, ids: Iterable[str]) -> ListSpec:
    """The list of some records, called as the figure they are behind."""
    return ListSpec((Filter(MEMBERS, "is", (called, b85encode(pack(ids)).decode())),))


def ids_as_json(value: Any) -> str:
    """The ids of such a filter as a JSON list; of what a person made up, none."""
    try:
        return json.dumps(list(unpack(b85decode(value[1]))))
    except (ValueError, TypeError, IndexError):
        return "[]"
