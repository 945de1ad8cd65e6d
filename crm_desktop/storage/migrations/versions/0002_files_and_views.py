"""Files of records, saved views of lists, pinned interactions; closed deals indexed for reports."""

from alembic import op

from crm_desktop.storage.migrations.tables import flag, number, partial_index, ref, synced, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Files of records, saved views of lists, pinned interactions; closed deals indexed for reports."""
    op.add_column("interaction", flag("is_pinned"))
    partial_index("ix_interaction_pinned", "interaction", ["customer_id"], "is_pinned = 1")
    synced(
        "attachment",
        text("record_kind", required=True),
        text("record_id", required=True),
        text("name", required=True),
        text("media_type"),
        number("size", required=True),
        text("sha256", required=True),
        text("note"),
        ref("added_by_id", "app_user"),
        number("added_at", required=True),
    )
    op.create_index(
        "ix_attachment_record_id_attachment_deleted_attachment_added_at",
        "attachment",
        ["record_id", "deleted", "added_at"],
    )
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    synced(
        "saved_view",
        text("kind", required=True),
        text("name", required=True),
        ref("owner_id", "app_user"),
        flag("is_shared", required=True),
        text("specification", required=True),
        number("position"),
    )
    op.create_index("ix_saved_view_kind", "saved_view", ["kind"])
    op.drop_index("ix_opportunity_closed_month", "opportunity")
    op.create_index(
        "ix_opportunity_closed",
        "opportunity",
        [
            "deleted",
            "outcome",
            "closed_on",
            "currency",
            "amount_minor",
            "opened_on",
            "owner_id",
            "customer_id",
            "reason_id",
            "id",
        ],
    )
