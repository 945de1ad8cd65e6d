"""The JSON of a report: what `--data` writes."""

import json
from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.reports import figures as names
from crm_desktop.reports.data import report_data, to_json
from crm_desktop.reports.figures import Ratio, Report
from tests.reports import sample


def _figures(report: Report) -> dict[str, dict[str, Any]]:
    return {figure["name"]: figure for figure in json.loads(to_json(report))["figures"]}


def _revenue(report: Report, minor: names.Value, currency: str = "USD") -> Any:
    figure = report.figure(names.WON_REVENUE)
    assert figure
    changed = replace(figure, value=minor, unit=names.money_unit(currency))
    return _figures(replace(report, figures=(changed,)))[names.WON_REVENUE]


def test_every_figure_says_name_value_unit_definition_and_records() -> None:
    figures = _figures(sample.typical())
    assert tuple(figures) == names.FIGURES
    for figure in figures.values():
        assert figure["definition"]
        assert isinstance(figure["records"], int)
        assert figure["unit"] in ("USD", "count", "ratio", "days")


def test_amounts_are_in_major_units_and_whole_where_no_cents_exist() -> None:
    report = sample.typical()
    assert _revenue(report, 1_000_553_400)["value"] == 10_005_534
    assert isinstance(_revenue(report, 1_000_553_400)["value"], int)
    assert _revenue(report, 126_579_329)["value"] == 1_265_793.29
    assert _revenue(report, 1_265_793, "JPY")["value"] == 1_265_793
    assert _revenue(report, None)["value"] is None


def test_a_rate_keeps_the_two_numbers_it_was_made_of() -> None:
    rate = _figures(sample.typical())[names.WIN_RATE]
    assert rate["value"] == 0.631500522
    assert (rate["numerator"], rate["denominator"]) == (4238, 6711)


def test_an_average_amount_is_rounded_to_cents_with_its_sum_in_major_units() -> None:
    average = _revenue(sample.typical(), Ratio(1_000_553_400, 4238))
    assert average["value"] == 2360.91
    assert (average["numerator"], average["denominator"]) == (10_005_534, 4238)


def test_a_quotient_without_denominator_is_null() -> None:
    assert _figures(sample.empty())[names.WIN_RATE]["value"] is None


def test_breakdowns_carry_all_their_rows_with_keys_labels_and_filters() -> None:
    data = report_data(sample.overfull(CHINESE))
    owners = next(each for each in data["breakdowns"] if each["name"] == names.BY_OWNER)
    assert len(owners["rows"]) == 200
    row = owners["rows"][0]
    assert row["key"] == "key0"
    assert row["label"] == "林悦 000"
    assert row["filter"]["filters"]
    assert row["won"] + row["lost"] > 0


def test_equal_reports_give_equal_text_and_months_are_named_by_key() -> None:
    assert to_json(sample.typical(CHINESE)) == to_json(sample.typical(CHINESE))
    months = report_data(sample.typical(ENGLISH))["breakdowns"][0]["rows"]
    assert months[2]["key"] == "2017-03"
    assert months[2]["label"] == "Mar 2017"
    assert months[2]["value"] == 1_134_672


def test_a_note_tells_what_is_in_no_amount() -> None:
    assert report_data(sample.typical())["notes"] == []
    assert report_data(sample.overfull())["notes"] == [
        {
            "text": "5 deals in XAU have no exchange rate and are not in the amounts.",
            "currency": "XAU",
            "deals": 5,
            "amount": 216_139,
        },
        {
            "text": "1 deal in ZWL has no exchange rate and is not in the amounts.",
            "currency": "ZWL",
            "deals": 1,
            "amount": 1,
        },
    ]


def test_odd_names_survive_as_they_are() -> None:
    data = report_data(sample.strange())
    customers = next(each for each in data["breakdowns"] if each["name"] == names.BY_CUSTOMER)
    assert customers["rows"][0]["label"] == "🎉 Party & Söhne <b>GmbH</b>"
    assert json.loads(json.dumps(data)) == data
