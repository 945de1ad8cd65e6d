"""What people refuse to be reached by, the goal of a campaign, and the records somebody marked with a star."""

from alembic import op

from crm_desktop.storage.migrations.tables import flag, number, ref, synced, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """What people refuse to be reached by, the goal of a campaign, and the records somebody marked with a star."""
    for table in ("customer", "contact"):
        for way in ("no_phone", "no_mail", "no_post", "no_message"):
            op.add_column(table, flag(way))
    op.add_column("lead", flag("is_opted_out"))
    op.add_column("campaign", text("goal"))
    synced(
        "star",
        ref("user_id", "app_user", required=True),
        text("record_kind", required=True),
        text("record_id", required=True),
        number("created_at", required=True),
    )
    op.create_index("ix_star_record_id_star_user_id_star_deleted", "star", ["record_id", "user_id", "deleted"])
    op.create_index(
        "ix_star_user_id_star_record_kind_star_deleted_star_record_id",
        "star",
        ["user_id", "record_kind", "deleted", "record_id"],
    )
