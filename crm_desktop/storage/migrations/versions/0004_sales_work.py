"""Tasks, protection and sharing of customers, quotations, surveys, and what a company adds to its records."""

from alembic import op

from crm_desktop.storage.migrations.tables import add_ref, flag, number, ref, synced, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Tasks, protection and sharing of customers, quotations, surveys, and what a company adds to its records."""
    op.execute("CREATE TABLE notice(key TEXT PRIMARY KEY, seen_at INTEGER NOT NULL)")
    op.add_column("role", text("field_rights"))
    op.add_column("stage", text("needs"))
    op.add_column("stage", text("checklist"))
    op.add_column("custom_field", flag("is_required"))
    op.add_column("custom_field", text("help_en"))
    op.add_column("custom_field", text("help_zh"))
    op.add_column("custom_field", text("default_value"))
    op.add_column("custom_field", text("currency"))
    op.add_column("custom_field", text("refers_to"))
    op.add_column("custom_field", text("formula"))
    op.add_column("custom_field", text("rollup"))
    op.add_column("customer", flag("is_opted_out"))
    op.add_column("customer", text("locked_until"))
    add_ref("customer", "locked_by_id", "app_user")
    op.add_column("contact", flag("is_opted_out"))
    op.add_column("campaign", text("status"))
    op.add_column("campaign", text("channel"))
    add_ref("campaign", "segment_id", "segment")
    add_ref("campaign", "view_id", "saved_view")
    op.add_column("campaign", number("planned_cost_minor"))
    op.add_column("campaign", text("letter"))
    op.add_column("campaign", number("created_at"))
    add_ref("campaign_member", "owner_id", "app_user")
    op.add_column("campaign_member", text("reached_on"))
    op.add_column("campaign_member", text("note"))
    op.add_column("campaign_member", number("added_at"))
    add_ref("lead", "reason_id", "dictionary_entry")
    add_ref("lead", "opportunity_id", "opportunity")
    add_ref("lead_plan_item", "interaction_id", "interaction")
    add_ref("sales_order", "campaign_id", "campaign")
    op.add_column("attachment", number("version"))
    add_ref("attachment", "replaces_id", "attachment")
    op.add_column("attachment", text("valid_until"))
    synced(
        "level_rule",
        ref("level_id", "dictionary_entry"),
        number("contact_days"),
        number("deal_days"),
        number("order_days"),
        number("warn_days"),
        number("touch_days"),
        flag("keeps_with_deals", required=True),
    )
    synced(
        "claim",
        ref("customer_id", "customer", required=True),
        text("kind", required=True),
        ref("user_id", "app_user"),
        ref("previous_id", "app_user"),
        number("at", required=True),
        text("on_day", required=True),
        number("contacted_at"),
        ref("reason_id", "dictionary_entry"),
        text("note"),
        ref("by_id", "app_user"),
    )
    op.create_index("ix_claim_customer_id_claim_at", "claim", ["customer_id", "at"])
    op.create_index("ix_claim_user_id_claim_kind_claim_on_day", "claim", ["user_id", "kind", "on_day"])
    synced(
        "record_share",
        text("record_kind", required=True),
        text("record_id", required=True),
        ref("user_id", "app_user", required=True),
        flag("may_write", required=True),
        text("until_on"),
        text("note"),
        ref("by_id", "app_user"),
        number("shared_at", required=True),
    )
    op.create_index("ix_record_share_record_id", "record_share", ["record_id"])
    op.create_index(
        "ix_record_share_with",
        "record_share",
        ["user_id", "deleted", "record_kind", "until_on", "may_write", "record_id"],
    )
    synced(
        "hand_over",
        ref("from_id", "app_user", required=True),
        ref("to_id", "app_user"),
        text("handed_on", required=True),
        text("reason"),
        text("note"),
        text("protocol", required=True),
        ref("by_id", "app_user"),
        number("made_at", required=True),
    )
    synced(
        "deletion",
        text("record_kind", required=True),
        text("record_id", required=True),
        text("reason", required=True),
        text("from_place"),
        ref("by_id", "app_user"),
        number("at", required=True),
    )
    op.create_index("ix_deletion_record_id_deletion_at", "deletion", ["record_id", "at"])
    synced(
        "opportunity_share",
        ref("opportunity_id", "opportunity", required=True),
        ref("user_id", "app_user", required=True),
        number("share_e6", required=True),
        text("part"),
    )
    op.create_index("ix_opportunity_share_opportunity_id", "opportunity_share", ["opportunity_id"])
    op.create_index("ix_opportunity_share_user_id", "opportunity_share", ["user_id"])
    synced(
        "stage_check",
        ref("opportunity_id", "opportunity", required=True),
        ref("stage_id", "stage", required=True),
        text("item", required=True),
        text("done_on"),
        ref("done_by_id", "app_user"),
    )
    op.create_index("ix_stage_check_opportunity_id", "stage_check", ["opportunity_id"])
    synced(
        "quotation",
        text("number", required=True),
        number("version", required=True),
        text("title", required=True),
        ref("opportunity_id", "opportunity"),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("owner_id", "app_user"),
        text("status", required=True),
        text("quoted_on", required=True),
        text("valid_until"),
        text("sent_on"),
        text("decided_on"),
        text("currency", required=True),
        text("introduction"),
        text("terms"),
        text("note"),
        number("created_at", required=True),
    )
    op.create_index("ix_quotation_customer_id_quotation_quoted_on", "quotation", ["customer_id", "quoted_on"])
    op.create_index("ix_quotation_deleted_quotation_id", "quotation", ["deleted", "id"])
    op.create_index("ix_quotation_deleted_quotation_number_quotation_id", "quotation", ["deleted", "number", "id"])
    op.create_index("ix_quotation_deleted_quotation_owner_id_quotation_id", "quotation", ["deleted", "owner_id", "id"])
    op.create_index(
        "ix_quotation_deleted_quotation_quoted_on_quotation_id", "quotation", ["deleted", "quoted_on", "id"]
    )
    op.create_index("ix_quotation_deleted_quotation_status_quotation_id", "quotation", ["deleted", "status", "id"])
    op.create_index(
        "ix_quotation_deleted_quotation_valid_until_quotation_id", "quotation", ["deleted", "valid_until", "id"]
    )
    op.create_index("ix_quotation_opportunity_id_quotation_version", "quotation", ["opportunity_id", "version"])
    synced(
        "quotation_line",
        ref("quotation_id", "quotation", required=True),
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
    op.create_index("ix_quotation_line_product_id", "quotation_line", ["product_id"])
    op.create_index(
        "ix_quotation_line_quotation_id_quotation_line_deleted_quotation_line_position",
        "quotation_line",
        ["quotation_id", "deleted", "position"],
    )
    synced(
        "task_template",
        text("name_en", required=True),
        text("name_zh", required=True),
        number("position", required=True),
    )
    synced(
        "task_template_step",
        ref("template_id", "task_template", required=True),
        number("position", required=True),
        number("after_days", required=True),
        text("subject", required=True),
        text("detail"),
        ref("kind_id", "dictionary_entry"),
        text("priority", required=True),
    )
    op.create_index("ix_task_template_step_template_id", "task_template_step", ["template_id"])
    synced(
        "task_series",
        text("subject", required=True),
        text("detail"),
        ref("kind_id", "dictionary_entry"),
        text("priority", required=True),
        ref("owner_id", "app_user"),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("opportunity_id", "opportunity"),
        ref("lead_id", "lead"),
        text("place"),
        text("repeats", required=True),
        text("starts_on", required=True),
        text("ends_on"),
        number("at_minute"),
        number("minutes"),
        number("remind_minutes"),
        ref("created_by_id", "app_user"),
        number("created_at", required=True),
    )
    synced(
        "task",
        text("subject", required=True),
        text("detail"),
        ref("kind_id", "dictionary_entry"),
        text("priority", required=True),
        text("status", required=True),
        ref("owner_id", "app_user"),
        ref("assigned_by_id", "app_user"),
        number("assigned_at"),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("opportunity_id", "opportunity"),
        ref("lead_id", "lead"),
        ref("case_id", "service_case"),
        ref("campaign_id", "campaign"),
        text("place"),
        text("due_on", required=True),
        number("due_at"),
        number("minutes"),
        number("remind_at"),
        number("done_at"),
        text("done_on"),
        ref("done_by_id", "app_user"),
        ref("interaction_id", "interaction"),
        text("result"),
        ref("series_id", "task_series"),
        text("series_on"),
        ref("created_by_id", "app_user"),
        number("created_at", required=True),
    )
    op.create_index("ix_task_case_id_task_due_on", "task", ["case_id", "due_on"])
    op.create_index("ix_task_contact_id_task_due_on", "task", ["contact_id", "due_on"])
    op.create_index("ix_task_customer_id_task_deleted_task_due_on", "task", ["customer_id", "deleted", "due_on"])
    op.create_index("ix_task_deleted_task_created_at_task_id", "task", ["deleted", "created_at", "id"])
    op.create_index("ix_task_deleted_task_done_on_task_id", "task", ["deleted", "done_on", "id"])
    op.create_index("ix_task_deleted_task_due_on_task_id", "task", ["deleted", "due_on", "id"])
    op.create_index("ix_task_deleted_task_id", "task", ["deleted", "id"])
    op.create_index("ix_task_deleted_task_kind_id_task_id", "task", ["deleted", "kind_id", "id"])
    op.create_index("ix_task_deleted_task_priority_task_id", "task", ["deleted", "priority", "id"])
    op.create_index("ix_task_deleted_task_status_task_id", "task", ["deleted", "status", "id"])
    op.create_index("ix_task_deleted_task_subject_task_id", "task", ["deleted", "subject", "id"])
    op.create_index("ix_task_lead_id_task_due_on", "task", ["lead_id", "due_on"])
    op.create_index("ix_task_of_owner", "task", ["owner_id", "deleted", "status", "due_on", "due_at", "id"])
    op.create_index("ix_task_opportunity_id_task_due_on", "task", ["opportunity_id", "due_on"])
    op.create_index("ix_task_reminder", "task", ["deleted", "status", "remind_at", "owner_id"])
    op.create_index("ix_task_series_id_task_series_on", "task", ["series_id", "series_on"])
    synced(
        "participant",
        ref("interaction_id", "interaction", required=True),
        ref("contact_id", "contact"),
        ref("user_id", "app_user"),
        text("part"),
    )
    op.create_index("ix_participant_contact_id", "participant", ["contact_id"])
    op.create_index("ix_participant_interaction_id", "participant", ["interaction_id"])
    synced(
        "comment",
        text("record_kind", required=True),
        text("record_id", required=True),
        ref("author_id", "app_user"),
        number("written_at", required=True),
        text("body", required=True),
        text("mentions"),
    )
    op.create_index("ix_comment_record_id_comment_written_at", "comment", ["record_id", "written_at"])
    synced(
        "survey",
        text("name", required=True),
        text("introduction"),
        ref("campaign_id", "campaign"),
        ref("owner_id", "app_user"),
        text("starts_on"),
        text("ends_on"),
        number("created_at", required=True),
    )
    synced(
        "survey_question",
        ref("survey_id", "survey", required=True),
        number("position", required=True),
        text("kind", required=True),
        text("text", required=True),
        text("options"),
        number("weight_e6"),
    )
    op.create_index("ix_survey_question_survey_id", "survey_question", ["survey_id"])
    synced(
        "survey_response",
        ref("survey_id", "survey", required=True),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        text("answered_on", required=True),
        text("channel"),
        ref("taken_by_id", "app_user"),
        text("note"),
    )
    op.create_index(
        "ix_survey_response_customer_id_survey_response_answered_on", "survey_response", ["customer_id", "answered_on"]
    )
    op.create_index(
        "ix_survey_response_survey_id_survey_response_answered_on", "survey_response", ["survey_id", "answered_on"]
    )
    synced(
        "survey_answer",
        ref("response_id", "survey_response", required=True),
        ref("question_id", "survey_question", required=True),
        number("number"),
        text("said"),
    )
    op.create_index("ix_survey_answer_question_id_survey_answer_number", "survey_answer", ["question_id", "number"])
    op.create_index("ix_survey_answer_response_id", "survey_answer", ["response_id"])
    synced(
        "field_rule",
        text("record_kind", required=True),
        text("fields", required=True),
        text("effect", required=True),
        text("condition"),
        number("position", required=True),
    )
    synced(
        "custom_kind",
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        text("plural_en"),
        text("icon"),
        number("position", required=True),
    )
    synced(
        "custom_record",
        ref("kind_id", "custom_kind", required=True),
        text("number"),
        text("name", required=True),
        ref("customer_id", "customer"),
        ref("owner_id", "app_user"),
        text("created_on", required=True),
        text("note"),
    )
    op.create_index("ix_custom_record_customer_id_custom_record_kind_id", "custom_record", ["customer_id", "kind_id"])
    op.create_index(
        "ix_custom_record_deleted_custom_record_created_on_custom_record_id",
        "custom_record",
        ["deleted", "created_on", "id"],
    )
    op.create_index("ix_custom_record_deleted_custom_record_id", "custom_record", ["deleted", "id"])
    op.create_index(
        "ix_custom_record_deleted_custom_record_name_custom_record_id", "custom_record", ["deleted", "name", "id"]
    )
    op.create_index(
        "ix_custom_record_deleted_custom_record_number_custom_record_id", "custom_record", ["deleted", "number", "id"]
    )
    op.create_index(
        "ix_custom_record_kind_id_custom_record_deleted_custom_record_name_custom_record_id",
        "custom_record",
        ["kind_id", "deleted", "name", "id"],
    )
