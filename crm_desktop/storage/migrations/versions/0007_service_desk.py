"""The service desk: time limits, rounds, waiting times, costs, rules and the answers library."""

from alembic import op

from crm_desktop.storage.migrations.tables import add_ref, flag, number, ref, synced, text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The service desk: time limits, rounds, waiting times, costs, rules and the answers library."""
    add_ref("service_case", "contract_id", "contract")
    add_ref("service_case", "parent_id", "service_case")
    add_ref("service_case", "merged_into_id", "service_case")
    op.add_column("service_case", number("respond_by"))
    op.add_column("service_case", number("solve_by"))
    op.add_column("service_case", number("responded_at"))
    op.add_column("service_case", number("response_minutes"))
    op.add_column("service_case", text("waits_for"))
    op.add_column("service_case", number("waiting_since"))
    op.add_column("service_case", number("waited_minutes"))
    op.add_column("service_case", number("warned_at"))
    op.add_column("service_case", number("escalated_at"))
    op.add_column("service_case", number("solution_minutes"))
    op.add_column("service_case", number("reopen_count"))
    synced(
        "service_round",
        ref("case_id", "service_case", required=True),
        number("number", required=True),
        ref("owner_id", "app_user"),
        number("began_at", required=True),
        text("handling"),
        number("handled_at"),
        ref("handled_by_id", "app_user"),
        number("minutes"),
        text("result"),
        number("satisfaction"),
        number("told_at"),
        ref("told_by_id", "app_user"),
    )
    synced(
        "service_wait",
        ref("case_id", "service_case", required=True),
        text("waits_for", required=True),
        text("reason"),
        number("from_at", required=True),
        number("to_at"),
        number("minutes"),
    )
    synced(
        "service_work",
        ref("case_id", "service_case", required=True),
        ref("user_id", "app_user"),
        text("worked_on", required=True),
        number("minutes", required=True),
        number("cost_minor"),
        text("cost_currency"),
        text("note"),
        number("created_at", required=True),
    )
    synced(
        "case_article",
        ref("case_id", "service_case", required=True),
        ref("article_id", "article", required=True),
        number("version", required=True),
        ref("used_by_id", "app_user"),
        number("used_at", required=True),
    )
    synced(
        "service_limit",
        text("priority"),
        ref("level_id", "dictionary_entry"),
        ref("kind_id", "dictionary_entry"),
        number("respond_minutes"),
        number("solve_minutes"),
    )
    synced(
        "service_rule",
        text("does", required=True),
        number("position", required=True),
        ref("kind_id", "dictionary_entry"),
        text("priority"),
        ref("region_id", "dictionary_entry"),
        ref("level_id", "dictionary_entry"),
        ref("user_id", "app_user"),
        ref("team_id", "team"),
        number("after_days"),
    )
    synced(
        "closing_day",
        text("day", required=True),
        flag("is_worked", required=True),
        text("title"),
    )
    synced(
        "article",
        text("number", required=True),
        text("title", required=True),
        text("body"),
        text("keywords"),
        ref("kind_id", "dictionary_entry"),
        ref("product_id", "product"),
        ref("owner_id", "app_user"),
        text("status", required=True),
        number("version", required=True),
        number("published_at"),
        number("changed_at", required=True),
        number("created_at", required=True),
    )
    synced(
        "article_version",
        ref("article_id", "article", required=True),
        number("number", required=True),
        text("title", required=True),
        text("body"),
        text("note"),
        ref("published_by_id", "app_user"),
        number("published_at", required=True),
    )
    synced(
        "reply_template",
        text("name", required=True),
        text("subject"),
        text("body", required=True),
        ref("kind_id", "dictionary_entry"),
        number("position", required=True),
    )
