"""The report as JSON: what `report --data` writes, for scripts and for checking the printed figures.

    {"report":     {"kind", "company", "currency", "language", "period": {"from", "to"}, "previous": {...} | null,
                    "filters": [...], "data_state": {"at", "transaction"}},
     "figures":    [{"name", "title", "value", "unit", "definition", "records", "previous", "kind", "filter", ...}],
     "breakdowns": [{"name", "title", "unit", "definition", "records", "kind",
                     "rows": [{"key", "label", "value", "records", "share", "filter", ...}]}],
     "notes":      [{"text", "currency", "deals", "amount"}],
     "service":    what `service.service_data` says, where any case was opened in the period}

`unit` is an ISO 4217 code, "count", "ratio" or "days". Amounts are numbers of major units (10005534 is ten million
and some dollars, not cents), integers where no cents exist. A quotient is a number rounded to nine digits, or to its
currency's minor digits for an average amount, with "numerator" and "denominator" beside it, amounts again in major
units. A note names deals in no amount of the report: no exchange rate is known for their currency, which their own
amount is in. Unknown is null. The order of everything is the report's own and equal reports give equal bytes.
"""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crm_desktop.core.formats import round_half_up
from crm_desktop.core.i18n import Translator
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import from_minor
from crm_desktop.reports.caveats import caveats
from crm_desktop.reports.figures import Breakdown, Figure, Ratio, Report, Row, Value
from crm_desktop.reports.service import service_data
from crm_desktop.reports.wording import Wording

RATIO_DIGITS = 9


def to_json(report: Report) -> str:
    """The whole report as an indented JSON text that ends in a newline."""
    return json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n"


def report_data(report: Report) -> dict[str, Any]:
    """The report as JSON-able data; texts are in the report's language."""
    wording = Wording(report)
    return {
        "report": _heading(report, wording),
        "figures": [_figure(figure, wording.speak) for figure in report.figures],
        "breakdowns": [_breakdown(breakdown, wording) for breakdown in report.breakdowns],
        "notes": [
            {
                "text": text,
                "currency": each.currency,
                "deals": each.deals,
                "amount": _plain(from_minor(each.amount, each.currency)),
            }
            for text, each in zip(caveats(report, wording.speak), report.left_out, strict=True)
        ],
        **({"service": service_data(report.service)} if report.service is not None else {}),
    }


def _heading(report: Report, wording: Wording) -> dict[str, Any]:
    before = report.previous_from and report.previous_to
    return {
        "kind": "management",
        "company": report.company,
        "currency": report.currency,
        "language": report.language,
        "period": {"from": report.period_from.isoformat(), "to": report.period_to.isoformat()},
        "previous": {"from": str(report.previous_from), "to": str(report.previous_to)} if before else None,
        "filters": [wording.text(each) for each in report.filters],
        "data_state": {
            "at": report.data_state.at.isoformat(sep=" ") if report.data_state.at else None,
            "transaction": report.data_state.transaction,
        },
    }


def _figure(figure: Figure, speak: Translator) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": speak.message(figure.title),
        **_measured("value", figure.value, figure.unit),
        "unit": _unit(figure.unit),
        "definition": speak.message(figure.definition),
        "records": figure.records,
        "previous": _number(figure.previous, figure.unit),
        "kind": figure.kind,
        "filter": _filter(figure.filter),
    }


def _breakdown(breakdown: Breakdown, wording: Wording) -> dict[str, Any]:
    return {
        "name": breakdown.name,
        "title": wording.speak.message(breakdown.title),
        "unit": _unit(breakdown.unit),
        "definition": wording.speak.message(breakdown.definition),
        "records": sum(row.count for row in breakdown.rows),
        "kind": breakdown.kind,
        "rows": [_row(row, breakdown, wording) for row in breakdown.rows],
    }


def _row(row: Row, breakdown: Breakdown, wording: Wording) -> dict[str, Any]:
    known: dict[str, Any] = {
        "key": row.key,
        "label": wording.label(breakdown, row),
        **_measured("value", row.value, breakdown.unit),
        "records": row.count,
        "share": _number(row.share, "ratio"),
        "filter": _filter(row.filter),
    }
    further = {
        "previous": _number(row.previous, breakdown.unit),
        "won": row.won,
        "lost": row.lost,
        "weighted": _number(row.weighted, breakdown.unit),
        "probability": _number(row.probability, "ratio"),
        "partial": row.partial or None,
    }
    return known | {name: value for name, value in further.items() if value is not None}


def _measured(name: str, value: Value, unit: str) -> dict[str, Any]:
    fields: dict[str, Any] = {name: _number(value, unit)}
    if isinstance(value, Ratio):
        fields["numerator"] = _number(value.numerator, unit if unit.startswith("money:") else "count")
        fields["denominator"] = value.denominator
    return fields


def _number(value: Value, unit: str) -> int | float | None:
    number = value.exact if isinstance(value, Ratio) else value
    if number is None:
        return None
    if unit.startswith("money:"):
        return _plain(from_minor(round_half_up(number), _unit(unit)))
    return _plain(Decimal(round_half_up(Fraction(number) * 10**RATIO_DIGITS)).scaleb(-RATIO_DIGITS))


def _plain(number: Decimal) -> int | float:
    # Up to fifteen digits, the shortest text of the nearest double is the decimal itself: 1265793.29 stays 1265793.29.
    return int(number) if number == number.to_integral_value() else float(number)


def _unit(unit: str) -> str:
    return unit.removeprefix("money:")


def _filter(spec: ListSpec | None) -> dict[str, Any] | None:
    return spec.to_json() if spec else None
