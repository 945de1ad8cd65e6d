"""How a transaction is sealed: what its hash covers, so that damage, and an identity used twice, are seen.

The hash covers digests of the changes and of the label rather than their texts: what is erased for privacy leaves its
digest behind, and the chain can still be verified.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from crm_desktop.core.i18n import N_

ERASED_LABEL = N_("Erased for privacy")
_MARK = "~"
_BLANK_DATA = f'{{"{_MARK}":["'
_BLANK_LABEL = f'["{ERASED_LABEL}",{{"{_MARK}":"'
_SIZE = 16


def digest(text: str) -> str:
    """What stands for a text in the hash; of a blanked one, what stood for it before."""
    for blank in (_BLANK_DATA, _BLANK_LABEL):
        if text.startswith(blank):
            return text[len(blank) : len(blank) + 2 * _SIZE]
    return blake2b(text.encode(), digest_size=_SIZE).hexdigest()


def blanked_data(data: str, stub: Mapping[str, object]) -> str:
    """A change without what it said: as JSON, a column nobody has, and for a new row what stays of it."""
    rest = json.dumps(stub, ensure_ascii=False, separators=(",", ":"))[1:]
    return f'{_BLANK_DATA}{digest(data)}","{digest(data)}"]{"," if stub else ""}{rest}'


def blanked_label(label: str) -> str:
    """A label without what it said."""
    return f'{_BLANK_LABEL}{digest(label)}"}}]'


def is_blank(text: str) -> bool:
    """Whether the text of a change or label was erased."""
    return text.startswith((_BLANK_DATA, _BLANK_LABEL))


def context_text(context: Mapping[str, int]) -> str:
    """What a replica had of the others when it wrote, as stored and sealed: one text for one meaning."""
    return json.dumps(context, sort_keys=True, separators=(",", ":"))


def seal(header: Iterable[str | int | None], label: str, changes: Iterable[tuple[str, str, str, str]]) -> str:
    """The hash of a transaction.

    `header`: hash of the transaction before, replica, sequence, clock, epoch, context, actor, time, schema, program,
    what it undoes. `changes`: (table, row, op, data) in the order of table and row.
    """
    content = blake2b(json.dumps([*header, digest(label)], ensure_ascii=False).encode(), digest_size=_SIZE)
    for table, row_id, op, data in changes:
        content.update(f"{table}\x1f{row_id}\x1f{op}\x1f{digest(data)}\x1e".encode())
    return content.hexdigest()
