"""Business rules that operations keep on one laptop and that two laptops together can break.

After a merge they are asked of the rows it touched; a breach is listed for review, never mended by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_desktop.core.i18n import N_

# In the conditions, r is the row asked about.
_OTHERS = "EXISTS (SELECT 1 FROM {table} o WHERE o.deleted = 0 AND o.id < r.id AND {same})"


@dataclass(frozen=True)
class Rule:
    """A row of `table` breaks the rule when `breach` holds; `columns` are what to look at.

    `reach` gives, for changed rows of other tables (or of this one), which rows are asked: SQL with one {ids}.
    `is_own` says that all it speaks of belongs to one record: it can then only be broken by writing that record, with
    its rows, on two laptops at once. What one person alone wrote, such as an import, is not reproached to anybody.
    With `settles` only this counts: one laptop wrote that column while the other wrote one of `settled`, or a row.
    `sums` are two amounts in the currency of the row: what it has come to, and what it may be.
    """

    name: str
    table: str
    says: str
    breach: str
    columns: tuple[str, ...] = ()
    reach: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = True
    settles: str = ""
    settled: frozenset[str] = frozenset()
    sums: tuple[str, str] | tuple[()] = ()


def _tree(table: str, column: str, says: str) -> Rule:
    """Nothing belongs to itself, however far up; the breach stands at the first record of the circle."""
    up = (
        f"WITH RECURSIVE up(id) AS (SELECT r.{column} UNION SELECT t.{column} FROM {table} t JOIN up ON t.id = up.id"
        f" WHERE t.{column} IS NOT NULL) SELECT {{what}} FROM up"
    )
    breach = f"r.id IN ({up.format(what='id')}) AND r.id = ({up.format(what='min(id)')} WHERE id IS NOT NULL)"
    climb = (
        f"WITH RECURSIVE up(id) AS (SELECT id FROM {table} WHERE id IN ({{ids}}) UNION"
        f" SELECT t.{column} FROM {table} t JOIN up ON t.id = up.id WHERE t.{column} IS NOT NULL) SELECT id FROM up"
    )
    return Rule(f"circle.{table}", table, says, breach, (column,), {table: climb}, is_own=False)


def _alike(name: str, table: str, says: str, same: str, columns: tuple[str, ...], *keys: str) -> Rule:
    """No two rows are alike; the breach stands at the later one."""
    equal = " AND ".join(f"a.{key} IS b.{key}" for key in keys)
    reach = f"SELECT b.id FROM {table} a JOIN {table} b ON {equal} WHERE a.id IN ({{ids}})"
    return Rule(name, table, says, _OTHERS.format(table=table, same=same), columns, {table: reach}, is_own=False)


_RECEIVED = "(SELECT coalesce(sum(amount_minor), 0) FROM receipt WHERE order_id = r.id AND deleted = 0)"
_OWED = "((SELECT coalesce(sum(net_minor), 0) FROM order_line WHERE order_id = r.id AND deleted = 0)"
_OWED += " + r.freight_minor + r.tax_minor)"
_RECEIVED_BY_CONTRACT = _RECEIVED.replace("order_id", "contract_id")
_PLANNED = "(SELECT coalesce(sum(amount_minor), 0) FROM receivable WHERE contract_id = r.id AND deleted = 0)"
# The sum only ever rises on a day on which a share begins.
_MORE_THAN_ALL = (
    "EXISTS (SELECT 1 FROM contract_share d WHERE d.contract_id = r.id AND d.deleted = 0"
    " AND (SELECT sum(s.share_e6) FROM contract_share s WHERE s.contract_id = r.id AND s.deleted = 0"
    " AND coalesce(s.from_on, '') <= coalesce(d.from_on, '')"
    " AND coalesce(s.to_on, '9999-12-31') >= coalesce(d.from_on, '')) > 1000000)"
)
_INVOICED = (
    "(SELECT coalesce(sum(amount_minor), 0) FROM invoice WHERE {0} = r.id AND deleted = 0 AND status = 'issued')"
)
_NO_MORE_INVOICED = "NOT EXISTS (SELECT 1 FROM parameter WHERE name = 'invoice.beyond' AND value = '1' AND deleted = 0)"
_DIFFERS = "EXISTS (SELECT 1 FROM {0} o WHERE o.id = r.{1} AND o.deleted = 0 AND ({2}))"
_PARTY = "o.currency <> r.currency OR o.customer_id IS NOT r.customer_id"
_STATE = f"CASE WHEN {_RECEIVED} <> 0 AND {_RECEIVED} >= {_OWED} THEN 'paid'"
_STATE += f" WHEN {_RECEIVED} > 0 THEN 'partly_paid' ELSE 'unpaid' END"
_ADMINISTRATORS = (
    "SELECT 1 FROM app_user u JOIN role x ON x.id = u.role_id"
    " WHERE u.deleted = 0 AND u.is_active = 1 AND x.code = 'administrator'"
)

# Another claim of the same customer that did not know of this one: nothing else happened between them or since.
_STEP_BETWEEN = (
    "EXISTS (SELECT 1 FROM claim b WHERE b.customer_id = r.customer_id AND b.deleted = 0 AND b.kind <> 'claim'"
    " AND b.at > min(o.at, r.at))"
)
_EARLIER_CLAIM = (
    "r.kind = 'claim' AND EXISTS (SELECT 1 FROM claim o WHERE o.customer_id = r.customer_id AND o.deleted = 0"
    f" AND o.kind = 'claim' AND o.user_id <> r.user_id AND NOT {_STEP_BETWEEN}"
    " AND (coalesce(o.contacted_at, 1 << 62), o.at, o.id) < (coalesce(r.contacted_at, 1 << 62), r.at, r.id))"
)
_SAME_DAYS = (
    "coalesce({a}.from_on, '') <= coalesce({b}.to_on, '9999-12-31')"
    " AND coalesce({b}.from_on, '') <= coalesce({a}.to_on, '9999-12-31')"
)
# The breach stands at the first link of the circle: whom the buyer supplies in turn, and who supplies the supplier.
_IN_A_CIRCLE = (
    "EXISTS (WITH RECURSIVE down(id) AS (SELECT r.buyer_id UNION SELECT s.buyer_id FROM supply_link s"
    f" JOIN down ON s.supplier_id = down.id WHERE s.deleted = 0 AND {_SAME_DAYS.format(a='s', b='r')}),"
    " up(id) AS (SELECT r.supplier_id UNION SELECT s.supplier_id FROM supply_link s"
    f" JOIN up ON s.buyer_id = up.id WHERE s.deleted = 0 AND {_SAME_DAYS.format(a='s', b='r')})"
    " SELECT 1 FROM down WHERE id = r.supplier_id AND r.id = (SELECT min(s.id) FROM supply_link s WHERE s.deleted = 0"
    f" AND {_SAME_DAYS.format(a='s', b='r')} AND s.supplier_id IN (SELECT id FROM down INTERSECT SELECT id FROM up)"
    " AND s.buyer_id IN (SELECT id FROM down INTERSECT SELECT id FROM up)))"
)
_SAME_CUSTOMER = "SELECT b.id FROM claim a JOIN claim b ON b.customer_id = a.customer_id WHERE a.id IN ({ids})"


def _most(name: str, default: int, says: str, counted: str, reach: str) -> Rule:
    """Nobody has more customers of a sort than a parameter says; 0 sets no limit."""
    stored = f"SELECT CAST(value AS INTEGER) FROM parameter WHERE name = '{name}' AND deleted = 0"
    limit = f"coalesce(({stored}), {default})"
    mine = f"SELECT {{what}} FROM customer c WHERE c.owner_id = r.id AND c.deleted = 0{counted}"
    breach = f"{limit} > 0 AND ({mine.format(what='count(*)')}) > {limit}"
    owners = f"SELECT owner_id FROM customer WHERE id IN ({{ids}}) AND owner_id IS NOT NULL{reach}"
    return Rule(name, "app_user", says, breach, (), {"customer": owners}, is_own=False)


# Nothing is known of statuses that a newer program brings.
_CASES = "('new', 'assigned', 'in_progress', 'waiting', 'handled', 'archived')"
_OTHER_LOCK = (
    "r.kind = 'commission' AND EXISTS (SELECT 1 FROM period_snapshot o WHERE o.kind = r.kind AND o.deleted = 0"
    " AND o.period = r.period AND (coalesce(o.locked_at, 0), o.id) < (coalesce(r.locked_at, 0), r.id))"
)
_LOCKED_ALREADY = (
    "EXISTS (SELECT 1 FROM period_snapshot s WHERE s.kind = 'commission' AND s.deleted = 0"
    " AND s.period >= substr(r.from_on, 1, 7) AND s.locked_at < r.made_at)"
)


# What is agreed in a contract besides its lines and payments.
AGREED = frozenset(
    {
        *("name", "number", "customer_id", "contact_id", "opportunity_id", "quotation_id", "predecessor_id"),
        *("starts_on", "ends_on", "our_party", "their_party", "currency", "amount_minor", "terms"),
    }
)

RULES: tuple[Rule, ...] = (
    Rule(
        "commission_lock",
        "period_snapshot",
        N_("Commission of this month was locked twice. The earlier lock counts; what only this one had counts later."),
        _OTHER_LOCK,
        ("period",),
        {
            "period_snapshot": "SELECT b.id FROM period_snapshot a JOIN period_snapshot b ON b.period = a.period"
            " AND b.kind = a.kind WHERE a.kind = 'commission' AND a.id IN ({ids})"
        },
        is_own=False,
    ),
    Rule(
        "commission_rule_late",
        "commission_rule",
        N_("This rule of commission begins in a month that was locked before. What was locked stays as it is."),
        _LOCKED_ALREADY,
        ("from_on",),
        {
            "commission_rule": "{ids}",
            "period_snapshot": "SELECT r.id FROM commission_rule r JOIN period_snapshot s"
            " ON s.period >= substr(r.from_on, 1, 7) AND s.locked_at < r.made_at WHERE s.id IN ({ids})",
        },
        is_own=False,
    ),
    Rule(
        "claim",
        "claim",
        N_("Two people claimed this customer. The earlier registered contact holds, then the earlier claim."),
        _EARLIER_CLAIM,
        ("user_id",),
        {"claim": _SAME_CUSTOMER},
        is_own=False,
    ),
    _most("pool.owned_most", 0, N_("This person has more customers than anybody may have."), "", ""),
    _most(
        "pool.locked_most",
        20,
        N_("This person has more customers protected by hand than anybody may have."),
        " AND c.locked_until >= company_today()",
        " AND locked_until IS NOT NULL",
    ),
    _alike(
        "login",
        "app_user",
        N_("Another person has the same login."),
        "o.login = r.login",
        ("login",),
        "login",
    ),
    Rule(
        "administrator",
        "app_user",
        N_("Nobody looks after the company file any more. Make somebody administrator."),
        f"NOT EXISTS ({_ADMINISTRATORS}) AND r.id = (SELECT min(id) FROM app_user WHERE deleted = 0)",
        ("role_id",),
        {"app_user": "SELECT (SELECT min(id) FROM app_user WHERE deleted = 0) WHERE EXISTS ({ids})"},
        is_own=False,
    ),
    _tree("app_user", "manager_id", N_("This person is above their own manager.")),
    _tree("team", "parent_id", N_("This team belongs to itself.")),
    _tree("customer", "parent_id", N_("This company belongs to itself.")),
    _tree("contact", "reports_to_id", N_("This person is above whom they report to.")),
    _tree("product_category", "parent_id", N_("This category belongs to itself.")),
    _tree("service_case", "parent_id", N_("This case is part of itself.")),
    _alike(
        "main_contact",
        "contact_role",
        N_("The customer has another main contact."),
        "r.is_main = 1 AND o.is_main = 1 AND o.customer_id = r.customer_id AND o.contact_id <> r.contact_id",
        ("is_main",),
        "customer_id",
    ),
    _alike(
        "role_twice",
        "contact_role",
        N_("This contact stands twice at the same customer."),
        "o.customer_id = r.customer_id AND o.contact_id = r.contact_id AND o.to_on IS r.to_on",
        ("customer_id",),
        "contact_id",
    ),
    _alike(
        "choice_twice",
        "dictionary_entry",
        N_("The list has another choice of this name."),
        "o.kind = r.kind AND (r.name_en <> '' AND lower(o.name_en) = lower(r.name_en)"
        " OR r.name_zh <> '' AND o.name_zh = r.name_zh)",
        ("name_en", "name_zh"),
        "kind",
    ),
    _alike(
        "field_twice",
        "custom_field",
        N_("Another field has the same code."),
        "o.record_kind = r.record_kind AND o.code = r.code",
        ("code",),
        "record_kind",
        "code",
    ),
    Rule(
        "deal_stage",
        "opportunity",
        N_("The stage and the outcome of this deal do not agree."),
        "EXISTS (SELECT 1 FROM stage s WHERE s.id = r.stage_id"
        " AND (s.outcome <> r.outcome OR s.pipeline_id <> r.pipeline_id))",
        ("stage_id", "outcome"),
        {"stage": "SELECT id FROM opportunity WHERE deleted = 0 AND stage_id IN ({ids})"},
        is_own=False,
    ),
    Rule(
        "deal_closing",
        "opportunity",
        N_("This deal is closed without a day, or open with one."),
        "(r.outcome = 'open') <> (r.closed_on IS NULL)",
        ("closed_on", "outcome"),
    ),
    Rule(
        "deal_days",
        "opportunity",
        N_("This deal was closed before it was opened."),
        "r.closed_on < r.opened_on",
        ("opened_on", "closed_on"),
    ),
    Rule(
        "order_payment",
        "sales_order",
        N_("The payment of this order does not follow from its receipts."),
        f"EXISTS (SELECT 1 FROM receipt WHERE order_id = r.id AND deleted = 0) AND r.payment_state <> {_STATE}",
        ("payment_state",),
        {
            "receipt": "SELECT order_id FROM receipt WHERE id IN ({ids})",
            "order_line": "SELECT order_id FROM order_line WHERE id IN ({ids})",
        },
    ),
    Rule(
        "order_beyond",
        "sales_order",
        N_("More was received for this order than it costs. Give back what is beyond, or note it without the order."),
        f"{_OWED} > 0 AND {_RECEIVED} > {_OWED}",
        (),
        {"receipt": "SELECT order_id FROM receipt WHERE id IN ({ids})"},
        is_own=False,
        sums=(_RECEIVED, _OWED),
    ),
    Rule(
        "contract_beyond",
        "contract",
        N_("More was received for this contract than it costs, or more given back than came in. Look at its receipts."),
        f"r.amount_minor > 0 AND {_RECEIVED_BY_CONTRACT} > r.amount_minor OR {_RECEIVED_BY_CONTRACT} < 0",
        (),
        {"receipt": "SELECT contract_id FROM receipt WHERE id IN ({ids})"},
        is_own=False,
        sums=(_RECEIVED_BY_CONTRACT, "r.amount_minor"),
    ),
    Rule(
        "contract_unsigned",
        "contract",
        N_(
            "Money came in for this contract or it was invoiced, and it is not signed. Sign it, or delete the receipts."
        ),
        "r.stage IN ('draft', 'submitted', 'approved') AND (EXISTS (SELECT 1 FROM receipt WHERE contract_id = r.id"
        " AND deleted = 0) OR EXISTS (SELECT 1 FROM invoice WHERE contract_id = r.id AND deleted = 0"
        " AND status = 'issued'))",
        ("stage",),
        {
            "contract": "{ids}",
            "receipt": "SELECT contract_id FROM receipt WHERE id IN ({ids})",
            "invoice": "SELECT contract_id FROM invoice WHERE id IN ({ids})",
        },
        is_own=False,
    ),
    Rule(
        "contract_changed",
        "contract",
        N_(
            "This contract was signed on one laptop while another changed it. Compare it with what both parties signed."
        ),
        "r.stage IN ('signed', 'completed', 'terminated')",
        ("name", "amount_minor", "starts_on", "ends_on", "terms"),
        {
            "contract_line": "SELECT contract_id FROM contract_line WHERE id IN ({ids})",
            "receivable": "SELECT contract_id FROM receivable WHERE id IN ({ids}) AND contract_id IS NOT NULL",
        },
        settles="stage",
        settled=AGREED,
    ),
    Rule(
        "contract_plan",
        "contract",
        N_("The planned payments of this contract are not what it costs. Mend its plan, or make a change of it."),
        f"{_PLANNED} <> 0 AND {_PLANNED} <> r.amount_minor",
        ("amount_minor",),
        {"receivable": "SELECT contract_id FROM receivable WHERE id IN ({ids})"},
        is_own=False,
        sums=(_PLANNED, "r.amount_minor"),
    ),
    _alike(
        "contract_followed",
        "contract",
        N_("Another contract follows the same one already. Keep one of the two, and delete the other or end it."),
        "o.predecessor_id = r.predecessor_id AND o.stage <> 'terminated' AND r.stage <> 'terminated'",
        ("predecessor_id",),
        "predecessor_id",
    ),
    Rule(
        "contract_shares",
        "contract",
        N_("The shares of this contract are more than 100 % on some days. Make one of them smaller."),
        _MORE_THAN_ALL,
        (),
        {"contract_share": "SELECT contract_id FROM contract_share WHERE id IN ({ids})"},
        is_own=False,
    ),
    Rule(
        "contract_invoiced",
        "contract",
        N_("More was invoiced of this contract than it costs. Void an invoice, or write a credit note."),
        f"{_INVOICED.format('contract_id')} > r.amount_minor AND {_NO_MORE_INVOICED}",
        (),
        {"invoice": "SELECT contract_id FROM invoice WHERE id IN ({ids})"},
        is_own=False,
        sums=(_INVOICED.format("contract_id"), "r.amount_minor"),
    ),
    Rule(
        "order_invoiced",
        "sales_order",
        N_("More was invoiced of this order than it costs. Void an invoice, or write a credit note."),
        f"{_INVOICED.format('order_id')} > {_OWED} AND {_NO_MORE_INVOICED}",
        (),
        {"invoice": "SELECT order_id FROM invoice WHERE id IN ({ids})"},
        is_own=False,
        sums=(_INVOICED.format("order_id"), _OWED),
    ),
    Rule(
        "invoice_corrected",
        "invoice",
        N_("More was taken off this invoice than it says, or it is void and corrected. Void a credit note."),
        f"r.amount_minor > 0 AND -{_INVOICED.format('corrects_id')} > iif(r.status = 'issued', r.amount_minor, 0)",
        (),
        {"invoice": "SELECT coalesce(corrects_id, id) FROM invoice WHERE id IN ({ids})"},
        is_own=False,
    ),
    Rule(
        "invoice_other",
        "invoice",
        N_("This invoice says another customer or currency than what it is of. Void it, or mend that."),
        f"r.status = 'issued' AND ({_DIFFERS.format('sales_order', 'order_id', _PARTY)}"
        f" OR {_DIFFERS.format('contract', 'contract_id', _PARTY)})",
        ("customer_id", "currency"),
        {
            "invoice": "{ids}",
            "sales_order": "SELECT id FROM invoice WHERE order_id IN ({ids})",
            "contract": "SELECT id FROM invoice WHERE contract_id IN ({ids})",
        },
        is_own=False,
    ),
    Rule(
        "refund_beyond",
        "receipt",
        N_("More of this receipt was given back than came in. Look at its refunds."),
        "r.amount_minor > 0 AND -(SELECT coalesce(sum(amount_minor), 0) FROM receipt WHERE refunds_id = r.id"
        " AND deleted = 0) > r.amount_minor",
        (),
        {"receipt": "SELECT coalesce(refunds_id, id) FROM receipt WHERE id IN ({ids})"},
        is_own=False,
    ),
    Rule(
        "refund_alone",
        "receipt",
        N_("This gives back a receipt that was deleted, or that is of something else. Look at both."),
        "EXISTS (SELECT 1 FROM receipt p WHERE p.id = r.refunds_id AND (p.deleted = 1"
        " OR p.contract_id IS NOT r.contract_id OR p.order_id IS NOT r.order_id))",
        ("refunds_id",),
        {
            "receipt": "WITH a(id) AS ({ids}) SELECT id FROM a"
            " UNION SELECT b.id FROM receipt b JOIN a ON b.refunds_id = a.id"
        },
        is_own=False,
    ),
    Rule(
        "order_days",
        "sales_order",
        N_("This order was shipped before it was placed."),
        "r.shipped_on < r.ordered_on",
        ("ordered_on", "shipped_on"),
    ),
    Rule(
        "receipt_currency",
        "receipt",
        N_("This receipt is in another currency than its order."),
        "EXISTS (SELECT 1 FROM sales_order o WHERE o.id = r.order_id AND o.currency <> r.currency)",
        ("currency",),
        {"sales_order": "SELECT id FROM receipt WHERE deleted = 0 AND order_id IN ({ids})"},
        is_own=False,
    ),
    Rule(
        "case_owner",
        "service_case",
        N_("The status of this case and whom it is assigned to do not agree."),
        "(r.status = 'new' AND r.owner_id IS NOT NULL)"
        " OR (r.status IN ('assigned', 'in_progress', 'waiting') AND r.owner_id IS NULL)",
        ("status", "owner_id"),
    ),
    Rule(
        "case_waiting",
        "service_case",
        N_("This case waits although its status says otherwise, or nothing says since when."),
        f"r.status IN {_CASES} AND (r.status = 'waiting') <> (r.waiting_since IS NOT NULL)",
        ("status", "waiting_since"),
    ),
    Rule(
        "case_closing",
        "service_case",
        N_("This case is archived without a day, or open with one."),
        f"r.status IN {_CASES} AND (r.status = 'archived') <> (r.closed_on IS NOT NULL)",
        ("status", "closed_on"),
    ),
    Rule(
        "case_handling",
        "service_case",
        N_("What the customer said of a round stands here, and nothing was done in it."),
        "r.external_key IS NULL AND EXISTS (SELECT 1 FROM service_round o WHERE o.case_id = r.id AND o.deleted = 0"
        " AND o.told_at IS NOT NULL AND o.handled_at IS NULL)",
        ("status",),
        {"service_round": "SELECT case_id FROM service_round WHERE id IN ({ids})"},
    ),
    Rule(
        "lead_owner",
        "lead",
        N_("The status of this lead and whom it is assigned to do not agree."),
        "(r.status = 'unassigned' AND r.owner_id IS NOT NULL) OR (r.status = 'assigned' AND r.owner_id IS NULL)",
        ("status", "owner_id"),
    ),
    Rule(
        "role_days",
        "contact_role",
        N_("This role ended before it began."),
        "r.to_on < r.from_on",
        ("from_on", "to_on"),
    ),
    Rule(
        "supply_share",
        "supply_link",
        N_("The shares of this buyer's suppliers are more than 100 %."),
        "r.id = (SELECT min(id) FROM supply_link WHERE buyer_id = r.buyer_id AND deleted = 0 AND to_on IS NULL)"
        " AND (SELECT sum(share_e6) FROM supply_link WHERE buyer_id = r.buyer_id AND deleted = 0 AND to_on IS NULL)"
        " > 1000000",
        ("share_e6",),
        {
            "supply_link": "SELECT b.id FROM supply_link a JOIN supply_link b ON b.buyer_id = a.buyer_id"
            " WHERE a.id IN ({ids})"
        },
        is_own=False,
    ),
    Rule(
        "circle.supply_link",
        "supply_link",
        N_("In the channel this supplier is supplied, through others, by the one it supplies."),
        _IN_A_CIRCLE,
        ("supplier_id", "buyer_id"),
        {
            "supply_link": "WITH RECURSIVE down(id, buyer_id) AS"
            " (SELECT id, buyer_id FROM supply_link WHERE id IN ({ids})"
            " UNION SELECT s.id, s.buyer_id FROM supply_link s JOIN down ON s.supplier_id = down.buyer_id"
            " WHERE s.deleted = 0) SELECT id FROM down"
        },
        is_own=False,
    ),
)
RULE_OF = {rule.name: rule for rule in RULES}


def breaching(rule: Rule, ids: str) -> str:
    """SQL that finds which of some rows break a rule; `ids` is a SELECT, or the values of one."""
    return f"SELECT r.id FROM {rule.table} r WHERE r.deleted = 0 AND r.id IN ({ids}) AND ({rule.breach})"
