"""The names of states the program itself branches on; choices people may edit are in the data dictionary."""

from crm_desktop.core import viewer
from crm_desktop.core.i18n import N_
from crm_desktop.models import contact, customer, dictionary, insight, lead, order, quotation, service_case, task

Named = tuple[tuple[str, str], ...]

STATES: dict[str, Named] = {
    "customer_kind": (
        (customer.COMPANY, N_("Company")),
        (customer.DISTRIBUTOR, N_("Distributor")),
        (customer.RETAILER, N_("Retailer")),
        (customer.CONSUMER, N_("Private person")),
    ),
    "customer_status": ((customer.NORMAL, N_("Regular")), (customer.LOST, N_("Churned"))),
    "outcome": (
        (dictionary.OPEN, N_("In progress")),
        (dictionary.WON, N_("Won")),
        (dictionary.LOST, N_("Lost")),
    ),
    "payment_state": (
        (order.UNPAID, N_("Unpaid")),
        (order.PARTLY_PAID, N_("Partly paid")),
        (order.PAID, N_("Paid in full")),
    ),
    "order_status": (
        (order.PLACED, N_("Placed")),
        (order.SHIPPED, N_("Dispatched")),
        (order.CANCELLED, N_("Cancelled")),
    ),
    "case_status": (
        (service_case.NEW, N_("New")),
        (service_case.ASSIGNED, N_("Assigned")),
        (service_case.HANDLED, N_("Handled")),
        (service_case.ARCHIVED, N_("Archived")),
    ),
    "priority": (
        (service_case.LOW, N_("Low")),
        (service_case.NORMAL, N_("Normal")),
        (service_case.HIGH, N_("High")),
        (service_case.URGENT, N_("Urgent")),
    ),
    "task_status": (
        (task.OPEN, N_("To do")),
        (task.DONE, N_("Done")),
        (task.DROPPED, N_("Dropped")),
    ),
    "quotation_status": (
        (quotation.DRAFT, N_("Draft")),
        (quotation.SENT, N_("Sent")),
        (quotation.ACCEPTED, N_("Accepted")),
        (quotation.DECLINED, N_("Declined")),
    ),
    "lead_status": (
        (lead.UNASSIGNED, N_("Unassigned")),
        (lead.ASSIGNED, N_("Assigned")),
        (lead.WON, N_("Developed")),
        (lead.FAILED, N_("Given up")),
    ),
    "campaign_status": (
        (insight.PLANNED, N_("Planned")),
        (insight.RUNNING, N_("Running")),
        (insight.ENDED, N_("Ended")),
        (insight.DROPPED, N_("Dropped")),
    ),
    "campaign_channel": (
        (insight.BY_PHONE, N_("Calls")),
        (insight.BY_MAIL, N_("E-mail")),
        (insight.BY_POST, N_("Letters")),
        (insight.BY_MESSAGE, N_("Messages")),
        (insight.IN_PERSON, N_("In person")),
        (insight.OTHERWISE, N_("Other")),
    ),
    "point_kind": (
        (contact.PHONE, N_("Phone")),
        (contact.EMAIL, N_("E-mail")),
        (contact.MESSENGER, N_("Messenger")),
        (contact.WEB, N_("Web page")),
    ),
    "direction": (("in", N_("Incoming")), ("out", N_("Outgoing"))),
    "sex": (("female", N_("Female")), ("male", N_("Male")), ("other", N_("Other"))),
    "scope": (
        (viewer.OWN, N_("Own records")),
        (viewer.BELOW, N_("Own and of people below")),
        (viewer.TEAM, N_("Of the own team")),
        (viewer.ALL, N_("Everything")),
    ),
    "right": (
        (viewer.IMPORT, N_("Import")),
        (viewer.EXPORT, N_("Export")),
        (viewer.DELETE, N_("Delete")),
        (viewer.REPORT, N_("See reports")),
        (viewer.ADMINISTER, N_("Look after the company")),
        (viewer.ASSIGN, N_("Assign to others")),
    ),
    "list": (
        ("level", N_("Levels of customers")),
        ("region", N_("Regions")),
        ("industry", N_("Industries")),
        ("source", N_("Sources")),
        ("lifecycle", N_("Lifecycle")),
        ("size", N_("Company sizes")),
        ("buying_role", N_("Buying roles")),
        ("interaction_kind", N_("Kinds of interactions")),
        ("interaction_result", N_("Results of interactions")),
        ("won_reason", N_("Reasons for winning")),
        ("lost_reason", N_("Reasons for losing")),
        ("case_kind", N_("Kinds of service cases")),
        ("case_channel", N_("Channels of service cases")),
        ("campaign_kind", N_("Kinds of campaigns")),
        ("campaign_answer", N_("Answers to campaigns")),
        ("rating_item", N_("Rated items")),
        ("churn_reason", N_("Reasons for leaving")),
    ),
}

# Which of these lists a column holds a value of.
STATE_OF: dict[tuple[str, str], str] = {
    ("customer", "kind"): "customer_kind",
    ("customer", "status"): "customer_status",
    ("person_profile", "sex"): "sex",
    ("contact", "sex"): "sex",
    ("contact_point", "kind"): "point_kind",
    ("opportunity", "outcome"): "outcome",
    ("stage", "outcome"): "outcome",
    ("sales_order", "status"): "order_status",
    ("sales_order", "payment_state"): "payment_state",
    ("service_case", "status"): "case_status",
    ("service_case", "priority"): "priority",
    ("task", "status"): "task_status",
    ("task", "priority"): "priority",
    ("task_series", "priority"): "priority",
    ("task_template_step", "priority"): "priority",
    ("lead", "status"): "lead_status",
    ("quotation", "status"): "quotation_status",
    ("campaign", "status"): "campaign_status",
    ("campaign", "channel"): "campaign_channel",
    ("interaction", "direction"): "direction",
    ("role", "read_scope"): "scope",
    ("role", "write_scope"): "scope",
    ("dictionary_entry", "kind"): "list",
}
