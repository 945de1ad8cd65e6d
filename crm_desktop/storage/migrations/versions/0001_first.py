"""The first schema."""

from alembic import op

from crm_desktop.storage.migrations.tables import computed, flag, number, partial_index, ref, synced, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _company()
    _dictionary()
    _customer()
    _contact()
    _product()
    _insight()
    _lead()
    _opportunity()
    _order()
    _service_case()
    _interaction()
    _history()
    _local()


def _company() -> None:
    """The tables of models/company.py."""
    synced(
        "parameter",
        text("name", required=True),
        text("value"),
    )
    synced(
        "role",
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        number("position", required=True),
        text("read_scope", required=True),
        text("write_scope", required=True),
        text("rights", required=True),
    )
    synced(
        "team",
        text("name", required=True),
        ref("parent_id", "team"),
    )
    synced(
        "app_user",
        text("login", required=True),
        text("name", required=True),
        ref("role_id", "role", required=True),
        ref("team_id", "team"),
        ref("manager_id", "app_user"),
        ref("region_id", "dictionary_entry"),
        text("employee_no"),
        text("job_title"),
        text("email"),
        text("phone"),
        flag("is_active", required=True),
        text("password_hash"),
        text("note"),
    )
    op.create_index("ix_app_user_login", "app_user", ["login"])
    op.create_index("ix_app_user_name", "app_user", ["name"])
    synced(
        "replica_info",
        text("label", required=True),
        text("machine"),
        ref("user_id", "app_user"),
        number("retired_at"),
    )
    synced(
        "number_block",
        text("kind", required=True),
        text("replica", required=True),
        number("first", required=True),
        number("last", required=True),
    )
    op.create_index("ix_number_block_kind", "number_block", ["kind"])


def _dictionary() -> None:
    """The tables of models/dictionary.py."""
    synced(
        "dictionary_entry",
        text("kind", required=True),
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        number("position", required=True),
        flag("is_editable", required=True),
        flag("is_active", required=True),
    )
    op.create_index("ix_dictionary_entry_kind", "dictionary_entry", ["kind"])
    synced(
        "pipeline",
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        number("position", required=True),
    )
    synced(
        "stage",
        ref("pipeline_id", "pipeline", required=True),
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        number("position", required=True),
        number("probability_e6", required=True),
        text("outcome", required=True),
        number("stall_days"),
    )
    synced(
        "tag",
        text("name", required=True),
    )
    synced(
        "tag_link",
        ref("tag_id", "tag", required=True),
        text("record_kind", required=True),
        text("record_id", required=True),
    )
    op.create_index("ix_tag_link_record_id_tag_link_tag_id", "tag_link", ["record_id", "tag_id"])
    op.create_index(
        "ix_tag_link_tag_id_tag_link_record_kind_tag_link_record_id", "tag_link", ["tag_id", "record_kind", "record_id"]
    )
    synced(
        "exchange_rate",
        text("currency", required=True),
        text("on_date", required=True),
        number("rate_e6", required=True),
    )
    op.create_index(
        "ix_exchange_rate_currency_exchange_rate_on_date_exchange_rate_rate_e6",
        "exchange_rate",
        ["currency", "on_date", "rate_e6"],
    )
    synced(
        "custom_field",
        text("record_kind", required=True),
        text("code", required=True),
        text("name_en", required=True),
        text("name_zh", required=True),
        text("type", required=True),
        text("options"),
        number("position", required=True),
    )
    synced(
        "custom_value",
        text("record_kind", required=True),
        text("record_id", required=True),
        ref("field_id", "custom_field", required=True),
        text("text_value"),
        number("int_value"),
    )
    op.create_index(
        "ix_custom_value_field_id_custom_value_int_value_custom_value_record_id",
        "custom_value",
        ["field_id", "int_value", "record_id"],
    )
    op.create_index(
        "ix_custom_value_field_id_custom_value_text_value_custom_value_record_id",
        "custom_value",
        ["field_id", "text_value", "record_id"],
    )
    op.create_index("ix_custom_value_record_id", "custom_value", ["record_id"])


def _customer() -> None:
    """The tables of models/customer.py."""
    synced(
        "customer",
        text("number", required=True),
        text("name", required=True),
        text("short_name"),
        text("external_key"),
        text("kind", required=True),
        ref("parent_id", "customer"),
        ref("owner_id", "app_user"),
        ref("level_id", "dictionary_entry"),
        ref("region_id", "dictionary_entry"),
        ref("industry_id", "dictionary_entry"),
        ref("source_id", "dictionary_entry"),
        ref("lifecycle_id", "dictionary_entry"),
        ref("size_id", "dictionary_entry"),
        text("status", required=True),
        number("satisfaction"),
        number("credit"),
        text("country"),
        text("province"),
        text("city"),
        text("district"),
        text("postcode"),
        text("address"),
        text("phone"),
        text("fax"),
        text("email"),
        text("website"),
        text("licence_number"),
        text("legal_person"),
        number("registered_capital_minor"),
        text("registered_capital_currency"),
        number("annual_turnover_minor"),
        text("annual_turnover_currency"),
        number("employees"),
        number("founded_year"),
        text("bank"),
        text("bank_account"),
        text("tax_number"),
        text("national_tax_number"),
        number("credit_limit_minor"),
        text("credit_limit_currency"),
        text("invoice_title"),
        text("preferred_channel"),
        text("note"),
        number("created_at", required=True),
    )
    op.create_index("ix_customer_called", "customer", ["id", "name", "deleted"])
    op.create_index("ix_customer_deleted_customer_created_at_customer_id", "customer", ["deleted", "created_at", "id"])
    op.create_index(
        "ix_customer_deleted_customer_industry_id_customer_name_customer_id",
        "customer",
        ["deleted", "industry_id", "name", "id"],
    )
    op.create_index(
        "ix_customer_deleted_customer_level_id_customer_name_customer_id",
        "customer",
        ["deleted", "level_id", "name", "id"],
    )
    op.create_index("ix_customer_deleted_customer_name_customer_id", "customer", ["deleted", "name", "id"])
    op.create_index("ix_customer_deleted_customer_number_customer_id", "customer", ["deleted", "number", "id"])
    op.create_index(
        "ix_customer_deleted_customer_owner_id_customer_name_customer_id",
        "customer",
        ["deleted", "owner_id", "name", "id"],
    )
    op.create_index(
        "ix_customer_deleted_customer_region_id_customer_name_customer_id",
        "customer",
        ["deleted", "region_id", "name", "id"],
    )
    op.create_index("ix_customer_external_key", "customer", ["external_key"])
    op.create_index("ix_customer_parent_id", "customer", ["parent_id"])
    synced(
        "person_profile",
        ref("customer_id", "customer", required=True),
        text("sex"),
        text("born_on"),
        text("education"),
        text("occupation"),
        text("income_band"),
        text("family"),
        text("interests"),
        text("decision_style"),
    )
    op.create_index("ix_person_profile_customer_id", "person_profile", ["customer_id"])
    synced(
        "supply_link",
        ref("supplier_id", "customer", required=True),
        ref("buyer_id", "customer", required=True),
        text("from_on"),
        text("to_on"),
        number("share_e6"),
    )
    op.create_index("ix_supply_link_buyer_id", "supply_link", ["buyer_id"])
    op.create_index("ix_supply_link_supplier_id_supply_link_buyer_id", "supply_link", ["supplier_id", "buyer_id"])
    synced(
        "customer_demand",
        ref("customer_id", "customer", required=True),
        ref("category_id", "product_category"),
        number("year", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
    )
    op.create_index("ix_customer_demand_customer_id_customer_demand_year", "customer_demand", ["customer_id", "year"])
    synced(
        "refusal",
        ref("customer_id", "customer", required=True),
        ref("product_id", "product"),
        ref("category_id", "product_category"),
        text("refused_on", required=True),
        text("reason"),
    )
    op.create_index("ix_refusal_customer_id", "refusal", ["customer_id"])


def _contact() -> None:
    """The tables of models/contact.py."""
    synced(
        "contact",
        text("name", required=True),
        text("external_key"),
        text("salutation"),
        text("sex"),
        text("born_on"),
        text("job_title"),
        text("department"),
        text("decision_style"),
        ref("reports_to_id", "contact"),
        ref("referred_by_id", "contact"),
        ref("owner_id", "app_user"),
        text("note"),
        number("created_at", required=True),
    )
    op.create_index("ix_contact_deleted_contact_created_at_contact_id", "contact", ["deleted", "created_at", "id"])
    op.create_index("ix_contact_deleted_contact_name_contact_id", "contact", ["deleted", "name", "id"])
    op.create_index(
        "ix_contact_deleted_contact_owner_id_contact_name_contact_id", "contact", ["deleted", "owner_id", "name", "id"]
    )
    op.create_index("ix_contact_external_key", "contact", ["external_key"])
    op.create_index("ix_contact_reports_to_id", "contact", ["reports_to_id"])
    synced(
        "contact_role",
        ref("contact_id", "contact", required=True),
        ref("customer_id", "customer", required=True),
        text("job_title"),
        ref("buying_role_id", "dictionary_entry"),
        flag("is_main", required=True),
        number("position", required=True),
        text("from_on"),
        text("to_on"),
    )
    op.create_index(
        "ix_contact_role_customer_id_contact_role_contact_id", "contact_role", ["customer_id", "contact_id"]
    )
    op.create_index(
        "ix_contact_role_place",
        "contact_role",
        ["contact_id", "deleted", "to_on", "is_main", "position", "id", "customer_id"],
    )
    synced(
        "contact_point",
        ref("contact_id", "contact", required=True),
        text("kind", required=True),
        text("label"),
        text("value", required=True),
        flag("is_opted_out", required=True),
        number("position", required=True),
    )
    op.create_index("ix_contact_point_contact_id_contact_point_position", "contact_point", ["contact_id", "position"])


def _product() -> None:
    """The tables of models/product.py."""
    synced(
        "product_category",
        text("name", required=True),
        ref("parent_id", "product_category"),
        text("external_key"),
    )
    synced(
        "product",
        text("code", required=True),
        text("name", required=True),
        text("external_key"),
        ref("category_id", "product_category"),
        text("model"),
        text("grade"),
        text("unit"),
        number("list_price_e6"),
        text("currency"),
        number("unit_cost_e6"),
        number("tax_rate_e6"),
        flag("is_active", required=True),
        text("note"),
    )
    op.create_index("ix_product_deleted_product_name_product_id", "product", ["deleted", "name", "id"])
    op.create_index("ix_product_external_key", "product", ["external_key"])


def _insight() -> None:
    """The tables of models/insight.py."""
    synced(
        "campaign",
        text("name", required=True),
        ref("kind_id", "dictionary_entry"),
        text("starts_on"),
        text("ends_on"),
        number("cost_minor"),
        text("currency"),
        ref("owner_id", "app_user"),
        text("note"),
    )
    synced(
        "campaign_member",
        ref("campaign_id", "campaign", required=True),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("lead_id", "lead"),
        ref("answer_id", "dictionary_entry"),
        text("answered_on"),
    )
    op.create_index(
        "ix_campaign_member_campaign_id_campaign_member_customer_id", "campaign_member", ["campaign_id", "customer_id"]
    )
    op.create_index("ix_campaign_member_customer_id", "campaign_member", ["customer_id"])
    synced(
        "segment",
        text("name", required=True),
        text("rule", required=True),
        ref("owner_id", "app_user"),
    )
    synced(
        "segment_run",
        ref("segment_id", "segment", required=True),
        text("run_on", required=True),
        text("rule_version", required=True),
        text("members", required=True),
    )
    op.create_index("ix_segment_run_segment_id", "segment_run", ["segment_id"])
    synced(
        "churn_case",
        ref("customer_id", "customer", required=True),
        ref("owner_id", "app_user"),
        text("status", required=True),
        text("warned_on", required=True),
        text("last_order_on"),
        text("confirmed_on"),
        ref("reason_id", "dictionary_entry"),
        text("competitor"),
        text("note"),
    )
    op.create_index("ix_churn_case_customer_id", "churn_case", ["customer_id"])
    synced(
        "churn_measure",
        ref("churn_case_id", "churn_case", required=True),
        ref("owner_id", "app_user"),
        text("taken_on", required=True),
        text("measure", required=True),
        text("next_check_on"),
        text("outcome"),
    )
    op.create_index("ix_churn_measure_churn_case_id", "churn_measure", ["churn_case_id"])


def _lead() -> None:
    """The tables of models/lead.py."""
    synced(
        "lead",
        text("number", required=True),
        text("customer_name", required=True),
        text("outline", required=True),
        ref("source_id", "dictionary_entry"),
        ref("campaign_id", "campaign"),
        number("probability_e6"),
        text("contact_name"),
        text("phone"),
        text("email"),
        text("description"),
        text("status", required=True),
        ref("created_by_id", "app_user"),
        number("created_at", required=True),
        ref("owner_id", "app_user"),
        ref("assigned_by_id", "app_user"),
        number("assigned_at"),
        ref("customer_id", "customer"),
        text("closed_on"),
        text("reason_note"),
    )
    op.create_index("ix_lead_deleted_lead_created_at_lead_id", "lead", ["deleted", "created_at", "id"])
    op.create_index(
        "ix_lead_deleted_lead_owner_id_lead_created_at_lead_id", "lead", ["deleted", "owner_id", "created_at", "id"]
    )
    op.create_index(
        "ix_lead_deleted_lead_status_lead_created_at_lead_id", "lead", ["deleted", "status", "created_at", "id"]
    )
    synced(
        "lead_plan_item",
        ref("lead_id", "lead", required=True),
        text("due_on", required=True),
        text("item", required=True),
        text("result"),
        text("done_on"),
    )
    op.create_index("ix_lead_plan_item_lead_id", "lead_plan_item", ["lead_id"])


def _opportunity() -> None:
    """The tables of models/opportunity.py."""
    synced(
        "opportunity",
        text("number", required=True),
        text("name", required=True),
        text("external_key"),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("owner_id", "app_user"),
        ref("pipeline_id", "pipeline", required=True),
        ref("stage_id", "stage", required=True),
        number("probability_e6", required=True),
        text("outcome", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
        text("opened_on"),
        text("expected_close_on"),
        text("closed_on"),
        ref("reason_id", "dictionary_entry"),
        text("reason_note"),
        text("competitor"),
        ref("source_id", "dictionary_entry"),
        ref("campaign_id", "campaign"),
        text("next_step"),
        text("next_step_on"),
        text("note"),
        number("created_at", required=True),
        computed("closed_month", "substr(closed_on, 1, 7)"),
    )
    op.create_index(
        "ix_opportunity_closed_month",
        "opportunity",
        ["deleted", "outcome", "closed_month", "currency", "owner_id", "customer_id", "amount_minor", "closed_on"],
    )
    op.create_index("ix_opportunity_contact_id", "opportunity", ["contact_id"])
    op.create_index(
        "ix_opportunity_deleted_opportunity_amount_minor_opportunity_id",
        "opportunity",
        ["deleted", "amount_minor", "id"],
    )
    op.create_index(
        "ix_opportunity_deleted_opportunity_closed_on_opportunity_id", "opportunity", ["deleted", "closed_on", "id"]
    )
    op.create_index(
        "ix_opportunity_deleted_opportunity_expected_close_on_opportunity_id",
        "opportunity",
        ["deleted", "expected_close_on", "id"],
    )
    op.create_index("ix_opportunity_deleted_opportunity_name_opportunity_id", "opportunity", ["deleted", "name", "id"])
    op.create_index(
        "ix_opportunity_deleted_opportunity_next_step_on_opportunity_id",
        "opportunity",
        ["deleted", "next_step_on", "id"],
    )
    op.create_index(
        "ix_opportunity_deleted_opportunity_number_opportunity_id", "opportunity", ["deleted", "number", "id"]
    )
    op.create_index(
        "ix_opportunity_deleted_opportunity_owner_id_opportunity_name_opportunity_id",
        "opportunity",
        ["deleted", "owner_id", "name", "id"],
    )
    op.create_index(
        "ix_opportunity_deleted_opportunity_stage_id_opportunity_name_opportunity_id",
        "opportunity",
        ["deleted", "stage_id", "name", "id"],
    )
    op.create_index("ix_opportunity_external_key", "opportunity", ["external_key"])
    partial_index(
        "ix_opportunity_next_step",
        "opportunity",
        ["customer_id", "deleted", "outcome", "next_step_on", "next_step"],
        "next_step IS NOT NULL",
    )
    op.create_index(
        "ix_opportunity_of_customer",
        "opportunity",
        ["customer_id", "deleted", "outcome", "currency", "closed_on", "amount_minor"],
    )
    synced(
        "opportunity_line",
        ref("opportunity_id", "opportunity", required=True),
        ref("product_id", "product"),
        text("description"),
        number("position", required=True),
        number("quantity_e6", required=True),
        number("unit_price_e6", required=True),
        number("discount_e6", required=True),
        number("net_minor", required=True),
        number("unit_cost_e6"),
    )
    op.create_index(
        "ix_opportunity_line_opportunity_id_opportunity_line_deleted_opportunity_line_position",
        "opportunity_line",
        ["opportunity_id", "deleted", "position"],
    )
    op.create_index(
        "ix_opportunity_line_product_id_opportunity_line_opportunity_id_opportunity_line_net_minor",
        "opportunity_line",
        ["product_id", "opportunity_id", "net_minor"],
    )


def _order() -> None:
    """The tables of models/order.py."""
    synced(
        "sales_order",
        text("number", required=True),
        text("external_key"),
        ref("customer_id", "customer"),
        ref("opportunity_id", "opportunity"),
        ref("owner_id", "app_user"),
        text("status", required=True),
        text("ordered_on", required=True),
        text("required_on"),
        text("shipped_on"),
        text("currency", required=True),
        number("freight_minor", required=True),
        number("tax_minor", required=True),
        text("payment_state", required=True),
        text("due_on"),
        text("paid_on"),
        text("delivery_name"),
        text("delivery_country"),
        text("delivery_province"),
        text("delivery_city"),
        text("delivery_postcode"),
        text("delivery_address"),
        text("note"),
        number("created_at", required=True),
        computed("ordered_month", "substr(ordered_on, 1, 7)", required=True),
    )
    op.create_index("ix_sales_order_customer_id_sales_order_ordered_on", "sales_order", ["customer_id", "ordered_on"])
    op.create_index(
        "ix_sales_order_deleted_sales_order_number_sales_order_id", "sales_order", ["deleted", "number", "id"]
    )
    op.create_index(
        "ix_sales_order_deleted_sales_order_ordered_on_sales_order_id", "sales_order", ["deleted", "ordered_on", "id"]
    )
    op.create_index("ix_sales_order_external_key", "sales_order", ["external_key"])
    op.create_index(
        "ix_sales_order_month", "sales_order", ["deleted", "ordered_month", "currency", "owner_id", "customer_id", "id"]
    )
    op.create_index(
        "ix_sales_order_opportunity_id_sales_order_ordered_on", "sales_order", ["opportunity_id", "ordered_on"]
    )
    synced(
        "order_line",
        ref("order_id", "sales_order", required=True),
        ref("product_id", "product"),
        text("description"),
        number("position", required=True),
        number("quantity_e6", required=True),
        text("unit"),
        number("unit_price_e6", required=True),
        number("discount_e6", required=True),
        number("net_minor", required=True),
        number("unit_cost_e6"),
        number("tax_rate_e6"),
    )
    op.create_index(
        "ix_order_line_order_id_order_line_deleted_order_line_position_order_line_net_minor",
        "order_line",
        ["order_id", "deleted", "position", "net_minor"],
    )
    op.create_index(
        "ix_order_line_product_id_order_line_order_id_order_line_net_minor",
        "order_line",
        ["product_id", "order_id", "net_minor"],
    )
    synced(
        "receivable",
        ref("customer_id", "customer", required=True),
        ref("order_id", "sales_order"),
        text("due_on", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
        text("note"),
    )
    op.create_index("ix_receivable_customer_id", "receivable", ["customer_id"])
    op.create_index("ix_receivable_order_id", "receivable", ["order_id"])
    synced(
        "receipt",
        ref("customer_id", "customer", required=True),
        ref("receivable_id", "receivable"),
        ref("order_id", "sales_order"),
        text("paid_on", required=True),
        number("amount_minor", required=True),
        text("currency", required=True),
        text("method"),
        text("note"),
    )
    op.create_index("ix_receipt_customer_id", "receipt", ["customer_id"])
    op.create_index("ix_receipt_order_id", "receipt", ["order_id"])
    op.create_index("ix_receipt_receivable_id", "receipt", ["receivable_id"])


def _service_case() -> None:
    """The tables of models/service_case.py."""
    synced(
        "service_case",
        text("number", required=True),
        text("external_key"),
        text("subject", required=True),
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("product_id", "product"),
        ref("order_id", "sales_order"),
        ref("kind_id", "dictionary_entry"),
        ref("channel_id", "dictionary_entry"),
        text("status", required=True),
        text("priority", required=True),
        text("request"),
        number("opened_at", required=True),
        text("opened_on", required=True),
        ref("created_by_id", "app_user"),
        ref("owner_id", "app_user"),
        ref("assigned_by_id", "app_user"),
        number("assigned_at"),
        text("due_on"),
        text("handling"),
        ref("handled_by_id", "app_user"),
        number("handled_at"),
        number("minutes"),
        text("result"),
        number("satisfaction"),
        text("closed_on"),
        number("rework_count", required=True),
    )
    op.create_index("ix_service_case_contact_id_service_case_opened_on", "service_case", ["contact_id", "opened_on"])
    op.create_index("ix_service_case_customer_id_service_case_opened_on", "service_case", ["customer_id", "opened_on"])
    op.create_index(
        "ix_service_case_deleted_service_case_due_on_service_case_id", "service_case", ["deleted", "due_on", "id"]
    )
    op.create_index(
        "ix_service_case_deleted_service_case_number_service_case_id", "service_case", ["deleted", "number", "id"]
    )
    op.create_index(
        "ix_service_case_deleted_service_case_opened_on_service_case_id", "service_case", ["deleted", "opened_on", "id"]
    )
    op.create_index(
        "ix_service_case_deleted_service_case_owner_id_service_case_opened_on_service_case_id",
        "service_case",
        ["deleted", "owner_id", "opened_on", "id"],
    )
    op.create_index(
        "ix_service_case_deleted_service_case_status_service_case_opened_on_service_case_id",
        "service_case",
        ["deleted", "status", "opened_on", "id"],
    )
    op.create_index(
        "ix_service_case_deleted_service_case_subject_service_case_id", "service_case", ["deleted", "subject", "id"]
    )
    op.create_index("ix_service_case_external_key", "service_case", ["external_key"])


def _interaction() -> None:
    """The tables of models/interaction.py."""
    synced(
        "interaction",
        ref("customer_id", "customer"),
        ref("contact_id", "contact"),
        ref("opportunity_id", "opportunity"),
        ref("case_id", "service_case"),
        ref("lead_id", "lead"),
        ref("campaign_id", "campaign"),
        ref("owner_id", "app_user"),
        ref("kind_id", "dictionary_entry", required=True),
        text("direction"),
        number("happened_at", required=True),
        text("happened_on", required=True),
        number("minutes"),
        text("place"),
        text("subject", required=True),
        text("detail"),
        ref("result_id", "dictionary_entry"),
        text("next_step"),
        text("next_step_on"),
        number("cost_minor"),
        text("cost_currency"),
        text("external_key"),
    )
    op.create_index("ix_interaction_case_id_interaction_happened_at", "interaction", ["case_id", "happened_at"])
    op.create_index(
        "ix_interaction_contact_id_interaction_deleted_interaction_happened_at",
        "interaction",
        ["contact_id", "deleted", "happened_at"],
    )
    op.create_index("ix_interaction_day", "interaction", ["deleted", "happened_on", "kind_id", "customer_id"])
    op.create_index(
        "ix_interaction_deleted_interaction_happened_at_interaction_id", "interaction", ["deleted", "happened_at", "id"]
    )
    op.create_index("ix_interaction_external_key", "interaction", ["external_key"])
    partial_index(
        "ix_interaction_next_step",
        "interaction",
        ["customer_id", "deleted", "happened_at", "next_step_on", "next_step"],
        "next_step IS NOT NULL",
    )
    op.create_index(
        "ix_interaction_of_customer", "interaction", ["customer_id", "deleted", "happened_at", "happened_on"]
    )
    op.create_index(
        "ix_interaction_opportunity_id_interaction_happened_at", "interaction", ["opportunity_id", "happened_at"]
    )
    synced(
        "rating",
        ref("customer_id", "customer", required=True),
        ref("interaction_id", "interaction"),
        ref("case_id", "service_case"),
        ref("item_id", "dictionary_entry", required=True),
        number("expected"),
        number("perceived"),
        number("competitor"),
        number("weight_e6"),
        text("rated_on", required=True),
    )
    op.create_index("ix_rating_customer_id", "rating", ["customer_id"])


def _history() -> None:
    """The tables of models/history.py."""
    synced(
        "history_entry",
        text("record_kind", required=True),
        text("record_id", required=True),
        text("field", required=True),
        text("value"),
        text("from_on", required=True),
        number("changed_at", required=True),
        ref("by_id", "app_user"),
        text("note"),
    )
    op.create_index(
        "ix_history_entry_record_id_history_entry_field_history_entry_deleted_history_entry_from_on",
        "history_entry",
        ["record_id", "field", "deleted", "from_on"],
    )
    op.create_index(
        "ix_history_entry_record_kind_history_entry_field_history_entry_from_on",
        "history_entry",
        ["record_kind", "field", "from_on"],
    )
    synced(
        "period_snapshot",
        text("kind", required=True),
        text("period", required=True),
        text("payload", required=True),
        ref("locked_by_id", "app_user"),
        number("locked_at"),
    )
    op.create_index("ix_period_snapshot_period", "period_snapshot", ["period"])


def _local() -> None:
    """The journal and what else stays on one computer."""
    op.execute("CREATE TABLE sync_meta(key TEXT PRIMARY KEY, value TEXT)")
    op.execute("CREATE TABLE sync_replica(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
    op.execute(
        "CREATE TABLE sync_state(one INTEGER PRIMARY KEY CHECK (one = 1), me INTEGER NOT NULL, next_seq INTEGER NOT"
        " NULL, last_hlc INTEGER NOT NULL, ctx INTEGER NOT NULL, ctx_dirty INTEGER NOT NULL, capture INTEGER NOT "
        "NULL)"
    )
    op.execute(
        "CREATE TABLE sync_ctx(origin INTEGER NOT NULL, epoch INTEGER NOT NULL, vec TEXT NOT NULL, PRIMARY "
        "KEY(origin, epoch))"
    )
    op.execute(
        "CREATE TABLE sync_txn(origin INTEGER NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL, ctx INTEGER NOT"
        " NULL, actor TEXT, label TEXT, wall_ms INTEGER NOT NULL, schema_ver INTEGER NOT NULL, app_ver TEXT NOT "
        "NULL, undo_of TEXT, hash TEXT NOT NULL, PRIMARY KEY(origin, seq))"
    )
    op.execute("CREATE INDEX ix_sync_txn_hlc ON sync_txn(hlc)")
    op.execute(
        "CREATE TABLE sync_change(id INTEGER PRIMARY KEY, origin INTEGER NOT NULL, seq INTEGER NOT NULL, tbl TEXT "
        "NOT NULL, row_id TEXT NOT NULL, op TEXT NOT NULL, data TEXT NOT NULL)"
    )
    op.execute("CREATE INDEX ix_sync_change_seq ON sync_change(origin, seq)")
    op.execute("CREATE INDEX ix_sync_change_row ON sync_change(row_id)")
    op.execute(
        "CREATE TABLE sync_conflict(tbl TEXT NOT NULL, row_id TEXT NOT NULL, reg TEXT NOT NULL, kind TEXT NOT NULL,"
        " heads TEXT NOT NULL, PRIMARY KEY(tbl, row_id, reg))"
    )
    op.execute("CREATE TABLE number_counter(kind TEXT PRIMARY KEY, next INTEGER NOT NULL, last INTEGER NOT NULL)")
    op.execute("CREATE TABLE blob(sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)")
