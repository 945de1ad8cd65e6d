"""Commission: the versions of its rules, what locked periods paid line by line, corrections by hand; and targets."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled

# What a rate is taken of.
OF_RECEIPTS, OF_SALES, OF_MARGIN = "receipts", "sales", "margin"
BASES = (OF_RECEIPTS, OF_SALES, OF_MARGIN)
# What counts towards the tiers of a rule: the money of one contract or order, or all of a person in a month.
IN_A_CONTRACT, IN_A_MONTH = "contract", "month"
TIER_SCOPES = (IN_A_CONTRACT, IN_A_MONTH)
SALES, RECEIPTS = "sales", "receipts"
METRICS = (SALES, RECEIPTS)
# What a row of `period_snapshot` froze.
COMMISSION, TARGETS = "commission", "targets"


class CommissionRule(Synced):
    """A version of a rule, which never changes once money was earned by it; `series_id` is that of its first version.

    It holds for receipts from `from_on` to `to_on`, and only for what it names: product, category, customer level,
    person, team. `tiers` is JSON: [[from_minor, rate_e6], …], each rate for the part of the sum above its limit.
    """

    __tablename__ = "commission_rule"
    __title__ = N_("Commission rule")
    __sync_groups__ = (("basis", "rate_e6", "tiers", "tier_scope"), ("from_on", "to_on"))
    __table_args__ = (Index(None, "series_id", "version"),)

    series_id: Mapped[str] = titled(N_("Rule"))
    version: Mapped[int] = titled(N_("Version"), default=1)
    name: Mapped[str] = titled(N_("Name"))
    from_on: Mapped[date] = titled(N_("From"))
    to_on: Mapped[date | None] = titled(N_("To"))
    basis: Mapped[str] = titled(N_("Basis"))
    rate_e6: Mapped[int] = titled(N_("Commission rate"))
    tiers: Mapped[str | None] = titled(N_("Tiers"))
    tier_scope: Mapped[str | None] = titled(N_("Tiers count"))
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    category_id: Mapped[str | None] = ref(N_("Category"), "product_category")
    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    user_id: Mapped[str | None] = ref(N_("User"), "app_user")
    team_id: Mapped[str | None] = ref(N_("Team"), "team")
    priority: Mapped[int] = titled(N_("Priority"), default=0)
    note: Mapped[str | None] = titled(N_("Note"))
    made_by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    made_at: Mapped[int] = titled(N_("Made at"))


class CommissionEntry(Synced):
    """A line of a locked period: receipt → contract or order → rule version → rate → share → amount. Never rewritten.

    `part_minor` is what of the receipt falls to the line sold, `base_minor` what the rate was taken of; amounts are in
    the currency of the company. Of two locks of one month the one made earlier counts (`PeriodSnapshot`).
    """

    __tablename__ = "commission_entry"
    __title__ = N_("Commission line")
    __undoable__ = False
    __sync_groups__ = (("part_minor", "base_minor", "rate_e6", "share_e6", "amount_minor", "currency"),)
    __table_args__ = (
        Index(None, "snapshot_id", "user_id", "position"),
        Index(None, "receipt_id"),
        Index(None, "period", "user_id"),
    )

    snapshot_id: Mapped[str] = ref(N_("Lock"), "period_snapshot")
    period: Mapped[str] = titled(N_("Period"))
    user_id: Mapped[str] = ref(N_("User"), "app_user")
    position: Mapped[int] = titled(N_("Position"))
    kind: Mapped[str] = titled(N_("Kind"))
    source_key: Mapped[str] = titled(N_("Source"))
    receipt_id: Mapped[str | None] = ref(N_("Receipt"), "receipt")
    adjustment_id: Mapped[str | None] = ref(N_("Adjustment"), "commission_adjustment")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    rule_id: Mapped[str | None] = ref(N_("Rule"), "commission_rule")
    on_day: Mapped[date] = titled(N_("Day"))
    part_minor: Mapped[int] = titled(N_("Received for it"), default=0)
    base_minor: Mapped[int] = titled(N_("Basis"), default=0)
    rate_e6: Mapped[int] = titled(N_("Commission rate"), default=0)
    share_e6: Mapped[int] = titled(N_("Share"), default=0)
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))


class CommissionAdjustment(Synced):
    """An amount given or taken by hand, with its reason; it counts in the period of its day, or the next open one."""

    __tablename__ = "commission_adjustment"
    __title__ = N_("Adjustment of commission")
    __sync_groups__ = (("amount_minor", "currency"),)
    __table_args__ = (Index(None, "user_id", "on_day"),)

    user_id: Mapped[str] = ref(N_("User"), "app_user")
    on_day: Mapped[date] = titled(N_("Day"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))
    reason: Mapped[str] = titled(N_("Reason"))
    by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    made_at: Mapped[int] = titled(N_("Made at"))


class Target(Synced):
    """What a person is to sell or to bring in during a month (`YYYY-MM`)."""

    __tablename__ = "target"
    __title__ = N_("Target")
    __sync_groups__ = (("amount_minor", "currency"),)
    __table_args__ = (Index(None, "month", "metric"), Index(None, "user_id"))

    user_id: Mapped[str] = ref(N_("User"), "app_user")
    month: Mapped[str] = titled(N_("Month"))
    metric: Mapped[str] = titled(N_("Metric"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))

    @staticmethod
    def id_of(user_id: str, month: str, metric: str) -> str:
        """One target a person, month and metric."""
        return derived_id("target", user_id, month, metric)
