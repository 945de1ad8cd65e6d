"""What locked months said of commission, and which receipts earn what was said of them. Pure.

Most receipts of a locked month are as they were. They need neither the order they came in nor a line of their own, so
they are left out before anything is worked out. Whatever is not plainly the same goes the general way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crm_desktop.core.commission import Deal, Paid, plain_amount
from crm_desktop.core.commission_rule import Chooser


@dataclass
class Told:
    """What all locked months together said: by receipt where it was one thing (key and amount), else by key."""

    alone: dict[str, tuple[str, int]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str | None, str, int]]) -> "Told":
        """Sum up receipt, key and amount of every locked line."""
        alone: dict[str, tuple[str, int]] = {}
        others: dict[str, int] = {}
        several: set[str] = set()
        for receipt_id, key, amount in rows:
            if receipt_id is None or receipt_id in several:
                others[key] = others.get(key, 0) + amount
            elif receipt_id in alone:
                first, before = alone.pop(receipt_id)
                several.add(receipt_id)
                others[first] = others.get(first, 0) + before
                others[key] = others.get(key, 0) + amount
            else:
                alone[receipt_id] = (key, amount)
        return cls(alone, others)

    def amounts(self) -> dict[str, int]:
        """All of it by key."""
        found = dict(self.others)
        for key, amount in self.alone.values():
            found[key] = found.get(key, 0) + amount
        return found


def unsettled(receipts: Iterable[Paid], deals: Mapping[str, Deal], chooser: Chooser, told: Told) -> list[Paid]:
    """The receipts that must be worked out, taking from `told` what was said of the others.

    Left out is a receipt of one person and one line of which one thing was said: the rule that holds without it is the
    one it names, has no tiers, and makes the same amount. Such a receipt moves nothing that another depends on.
    """
    alone = told.alone
    if not alone:
        return list(receipts)
    left: list[Paid] = []
    for receipt in receipts:
        said = alone.get(receipt.id)
        if said is not None and said == _plainly_now(receipt, deals.get(receipt.deal_id), chooser):
            del alone[receipt.id]
        else:
            left.append(receipt)
    return left


def _plainly_now(receipt: Paid, deal: Deal | None, chooser: Chooser) -> tuple[str, int] | None:
    """Key and amount of what a plain receipt earns by now; None for all others."""
    if deal is None or not deal.is_plain or (receipt.refunds_id is not None and receipt.amount < 0):
        return None
    line, owner = deal.lines[0], deal.owners[0][1]
    rule = (
        chooser.choose(line.product_id, owner, deal.level_on(receipt), receipt.since or receipt.on) if owner else None
    )
    if rule is None:
        return None
    found = plain_amount(rule, deal, line, receipt.amount)
    return None if found is None else (f"{receipt.id}|{line.id}|{owner}|{rule.id}|0", found[2])
