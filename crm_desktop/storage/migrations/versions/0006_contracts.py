"""Contracts with their money, prices, commission, targets, and reports of the channel."""

from alembic import op

from crm_desktop.storage.migrations.tables import add_ref, number, ref, synced, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Contracts with their money, prices, commission, targets, and reports of the channel."""
    op.add_column("supply_link", text("note"))
    op.add_column("product", number("floor_price_e6"))
    add_ref("sales_order", "quotation_id", "quotation")
    add_ref("sales_order", "contract_id", "contract")
    add_ref("receivable", "contract_id", "contract")
    op.add_column("receivable", number("position"))
    op.add_column("receivable", text("title"))
    op.add_column("receipt", text("number"))
    add_ref("receipt", "contract_id", "contract")
    add_ref("receipt", "refunds_id", "receipt")
    op.add_column("receipt", number("created_at"))
    synced(
        "contract",
        text("number", required=True),
        text("name", required=True),
        text("external_key"),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("opportunity_id", "opportunity"),
        ref("quotation_id", "quotation"),
        ref("predecessor_id", "contract"),
        ref("campaign_id", "campaign"),
        ref("owner_id", "app_user"),
        ref("kind_id", "dictionary_entry"),
        text("stage", required=True),
        text("signed_on"),
        text("starts_on"),
        text("ends_on"),
        text("remind_on"),
        text("closed_on"),
        text("close_reason"),
        text("our_party"),
        text("their_party"),
        text("signed_by_us"),
        text("signed_by_them"),
        text("currency", required=True),
        number("amount_minor", required=True),
        text("terms"),
        text("note"),
        number("created_at", required=True),
    )
    synced(
        "contract_line",
        ref("contract_id", "contract", required=True),
        ref("product_id", "product"),
        text("description"),
        number("position", required=True),
        text("unit"),
        number("quantity_e6", required=True),
        number("unit_price_e6", required=True),
        number("discount_e6", required=True),
        number("net_minor", required=True),
        number("tax_rate_e6"),
        number("tax_minor", required=True),
        number("unit_cost_e6"),
    )
    synced(
        "contract_share",
        ref("contract_id", "contract", required=True),
        ref("user_id", "app_user", required=True),
        number("share_e6", required=True),
        text("from_on"),
        text("to_on"),
        text("part"),
    )
    synced(
        "approval",
        text("record_kind", required=True),
        text("record_id", required=True),
        text("subject", required=True),
        text("content", required=True),
        ref("asked_by_id", "app_user"),
        number("asked_at", required=True),
        text("note"),
        text("decision", required=True),
        ref("decided_by_id", "app_user"),
        number("decided_at"),
        text("answer"),
    )
    synced(
        "invoice",
        text("number", required=True),
        text("kind", required=True),
        text("status", required=True),
        ref("customer_id", "customer", required=True),
        ref("contract_id", "contract"),
        ref("order_id", "sales_order"),
        ref("corrects_id", "invoice"),
        ref("owner_id", "app_user"),
        text("issued_on", required=True),
        text("voided_on"),
        text("heading"),
        text("tax_number"),
        number("amount_minor", required=True),
        number("tax_minor", required=True),
        text("currency", required=True),
        text("note"),
        number("created_at", required=True),
    )
    synced(
        "product_price",
        ref("product_id", "product", required=True),
        ref("customer_id", "customer"),
        ref("level_id", "dictionary_entry"),
        number("from_quantity_e6", required=True),
        number("price_e6", required=True),
        text("currency", required=True),
        text("from_on"),
        text("to_on"),
        text("note"),
    )
    synced(
        "stock_level",
        ref("product_id", "product", required=True),
        text("warehouse", required=True),
        text("bin"),
        number("quantity_e6", required=True),
        text("counted_on", required=True),
        text("note"),
    )
    synced(
        "commission_rule",
        text("series_id", required=True),
        number("version", required=True),
        text("name", required=True),
        text("from_on", required=True),
        text("to_on"),
        text("basis", required=True),
        number("rate_e6", required=True),
        text("tiers"),
        text("tier_scope"),
        ref("product_id", "product"),
        ref("category_id", "product_category"),
        ref("level_id", "dictionary_entry"),
        ref("user_id", "app_user"),
        ref("team_id", "team"),
        number("priority", required=True),
        text("note"),
        ref("made_by_id", "app_user"),
        number("made_at", required=True),
    )
    synced(
        "commission_entry",
        ref("snapshot_id", "period_snapshot", required=True),
        text("period", required=True),
        ref("user_id", "app_user", required=True),
        number("position", required=True),
        text("kind", required=True),
        text("source_key", required=True),
        ref("receipt_id", "receipt"),
        ref("adjustment_id", "commission_adjustment"),
        ref("contract_id", "contract"),
        ref("order_id", "sales_order"),
        ref("customer_id", "customer"),
        ref("product_id", "product"),
        ref("rule_id", "commission_rule"),
        text("on_day", required=True),
        number("part_minor", required=True),
        number("base_minor", required=True),
        number("rate_e6", required=True),
        number("share_e6", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
    )
    synced(
        "commission_adjustment",
        ref("user_id", "app_user", required=True),
        text("on_day", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
        text("reason", required=True),
        ref("by_id", "app_user"),
        number("made_at", required=True),
    )
    synced(
        "target",
        ref("user_id", "app_user", required=True),
        text("month", required=True),
        text("metric", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
    )
    synced(
        "channel_report",
        ref("reporter_id", "customer", required=True),
        ref("buyer_id", "customer"),
        ref("product_id", "product"),
        text("from_on", required=True),
        text("to_on", required=True),
        number("quantity_e6"),
        number("amount_minor"),
        text("currency"),
        number("stock_e6"),
        text("note"),
        number("created_at", required=True),
    )
