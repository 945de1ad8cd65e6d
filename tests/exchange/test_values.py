"""How cells are understood: dates, money, yes and no, telephones, and what is refused."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.exchange import dates, fields, numbers, values
from crm_desktop.exchange.bad_value import BadValue
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.values import ColumnFormat, read_value, understand

TODAY = date(2026, 11, 22)


def a_field(type_: str) -> ImportField:
    return ImportField("x", "X", type_, states=(("paid", ("paid", "已付款")), ("unpaid", ("unpaid", "未付款"))))


# --- dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2017-03-01", date(2017, 3, 1)),
        ("2017/3/1", date(2017, 3, 1)),
        ("01-03-17", date(2017, 3, 1)),
        ("1.3.2017", date(2017, 3, 1)),
        ("11月12日", date(2026, 11, 12)),
        ("3月1日", date(2027, 3, 1)),
        ("2026年11月18日", date(2026, 11, 18)),
        ("18 Nov 2026", date(2026, 11, 18)),
        ("Wed, 18 November 2026", date(2026, 11, 18)),
        ("Nov 18, 2026", date(2026, 11, 18)),
        ("18-Nov-26", date(2026, 11, 18)),
        ("20170301", date(2017, 3, 1)),
        (42795, date(2017, 3, 1)),
        ("42795", date(2017, 3, 1)),
        (datetime(2017, 3, 1, 9, 30), date(2017, 3, 1)),
        ("2010-10-14T12:00:00.000Z", date(2010, 10, 14)),
    ],
)
def test_dates_are_understood(written: Cell, meant: date) -> None:
    assert dates.parse_date(written, dates.DAY_FIRST, TODAY) == meant


@pytest.mark.parametrize("written", ["31/02/2020", "soon", "2017-13-45", "12", "", "99999999", True, "1/2"])
def test_what_is_no_date_is_refused_with_an_example(written: Cell) -> None:
    with pytest.raises(BadValue, match="2026-11-18"):
        dates.parse_date(written, dates.DAY_FIRST, TODAY)


def test_times_keep_their_zone() -> None:
    assert dates.parse_moment("07/15/2009 02:14:45+0800", dates.MONTH_FIRST) == datetime(
        2009, 7, 15, 2, 14, 45, tzinfo=timezone(timedelta(hours=8))
    )
    assert dates.parse_moment("2010-10-14T12:00:00.000GMT") == datetime(2010, 10, 14, 12, tzinfo=UTC)
    assert dates.parse_moment("29-02-2016 01:16") == datetime(2016, 2, 29, 1, 16)
    assert dates.parse_moment("2026-1-1 3:05 pm") == datetime(2026, 1, 1, 15, 5)


@pytest.mark.parametrize(
    ("column", "order", "ambiguous"),
    [
        (["20-10-16", "01-03-17"], dates.DAY_FIRST, False),
        (["3/30/12", "1/2/12"], dates.MONTH_FIRST, False),
        (["02/01/2014", "31/12/2012"], dates.DAY_FIRST, False),
        (["17-03-01", "17-12-25", "16-01-31"], dates.YEAR_FIRST, False),
        (["01/02/2017", "03/04/2017"], dates.DAY_FIRST, True),
        (["2017-03-01", "2017-12-25"], dates.DAY_FIRST, False),
        ([], dates.DAY_FIRST, False),
    ],
)
def test_the_order_of_a_date_is_decided_by_the_whole_column(column: list[Cell], order: str, ambiguous: bool) -> None:
    found = dates.decide_order(column)
    assert (found.order, found.ambiguous) == (order, ambiguous)


def test_day_month_year_of_the_real_variant_equals_the_iso_dates(test_data: Path) -> None:
    folder = test_data / "crm_sales_opportunities"
    columns = ("engage_date", "close_date")
    with (
        (folder / "sales_pipeline.csv").open() as iso,
        (folder / "variant_ddmmyy" / "sales_pipeline.csv").open() as odd,
    ):
        plain, short = list(csv.DictReader(iso)), list(csv.DictReader(odd))
    for column in columns:
        order = dates.decide_order(row[column] for row in short)
        assert (order.order, order.ambiguous, order.contradicting) == (dates.DAY_FIRST, False, 0)
        for one, other in zip(plain, short, strict=True):
            if one[column]:
                assert dates.parse_date(other[column], order.order).isoformat() == one[column]


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.sampled_from(dates.ORDERS))
def test_every_day_is_understood_in_its_order(day: date, order: str) -> None:
    form = {dates.DAY_FIRST: "%d-%m-%y", dates.MONTH_FIRST: "%m/%d/%y", dates.YEAR_FIRST: "%y.%m.%d"}[order]
    assert dates.parse_date(day.strftime(form), order) == day


# --- numbers


@pytest.mark.parametrize(
    ("written", "mark", "value", "currency"),
    [
        ("$1,234.50", ".", "1234.50", "USD"),
        ("$75,914.50", ",", "75914.50", "USD"),
        ("1.234,56", ".", "1234.56", None),
        ("1.234,50 €", ",", "1234.50", "EUR"),
        ("(1,200)", ".", "-1200", None),
        ("¥12.8万", ".", "128000", "CNY"),
        ("1.2亿", ".", "120000000", None),
        ("USD 300", ".", "300", "USD"),
        ("300-", ".", "-300", None),
        ("\u22125", ".", "-5", None),
        ("1\u202f234\u00a0567,5", ",", "1234567.5", None),
        ("1'234.50", ".", "1234.50", None),
        ("\uff11\uff12\uff0c\uff13\uff14\uff15", ".", "12345", None),
        ("3.5M USD", ".", "3500000", "USD"),
        ("12万元", ".", "120000", "CNY"),
        ("1.5e5", ".", "150000", None),
        ("-$5.00", ".", "-5", "USD"),
        ("$(5.00)", ".", "-5", "USD"),
        ("1,23,456", ".", "123456", None),
        (1200, ".", "1200", None),
    ],
)
def test_amounts_are_understood(written: Cell, mark: str, value: str, currency: str | None) -> None:
    amount = numbers.parse_amount(written, mark)
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("written", ["abc", "", "12 apples", "1,2,3.4,5", "$101,2000.00", "1..2", "--5", True])
def test_what_is_no_clear_number_is_refused(written: Cell) -> None:
    with pytest.raises(BadValue):
        numbers.parse_amount(written)


@pytest.mark.parametrize(
    ("column", "mark", "proven"),
    [
        (["1,7", "200.000.000"], ",", True),
        (["1,234.50", "1,234"], ".", True),
        (["1.234,50"], ",", True),
        (["1,234", "5,678"], ".", True),
        (["1.234"], ".", False),
        (["1.234", "5,5"], ",", True),
    ],
)
def test_the_decimal_mark_is_decided_by_the_whole_column(column: list[Cell], mark: str, proven: bool) -> None:
    assert numbers.decide_decimal_mark(column) == numbers.DecimalMark(mark, proven)


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("9.80000019", "9.8"),
        ("0.15000000596", "0.15"),
        ("34.7999992", "34.8"),
        ("0.0500000007", "0.05"),
        ("0.333333333", "0.333333333"),
        ("12.3456", "12.3456"),
        ("0.30000000000000004", "0.3"),
        ("14.0", "14.0"),
    ],
)
def test_numbers_stored_in_32_bits_are_read_as_what_was_meant(stored: str, meant: str) -> None:
    assert numbers.as_meant(Decimal(stored)) == Decimal(meant)


def test_northwind_comes_to_its_known_total(test_data: Path) -> None:
    total = Decimal(0)
    price, share, form = a_field(fields.PRICE), a_field(fields.SHARE), ColumnFormat()
    with (test_data / "northwind" / "order_details.csv").open() as stream:
        for row in csv.DictReader(stream):
            amount = read_value(price, row["unit_price"], form)
            discount = read_value(share, row["discount"], form)
            assert isinstance(amount, numbers.Amount)
            assert isinstance(discount, Decimal)
            net = amount.value * int(row["quantity"]) * (1 - discount)
            total += net.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert total == Decimal("1265793.29")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from([".", ","]))
def test_grouped_numbers_are_read_back(number: Decimal, mark: str) -> None:
    written = f"{number:,.2f}"
    if mark == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    assert numbers.parse_amount(written, mark).value == number


# --- the rest


@pytest.mark.parametrize("written", ["yes", "Y", "TRUE", "是", "√", "1", 1, True, "启用"])
def test_yes(written: Cell) -> None:
    assert values.parse_flag(written) is True


@pytest.mark.parametrize("written", ["no", "N", "false", "否", "×", "0", 0, False, "无"])
def test_no(written: Cell) -> None:
    assert read_value(a_field(fields.FLAG), written, ColumnFormat()) is False


def test_telephones_keep_their_writing_and_lost_digits_are_noticed() -> None:
    assert values.parse_phones("138 0571 2046") == ("138 0571 2046",)
    assert values.parse_phones("0512-66881234；138 0571 2046") == ("0512-66881234", "138 0571 2046")
    assert values.parse_phones("0512-66881234/138 0571 2046") == ("0512-66881234", "138 0571 2046")
    assert values.parse_phones("0032/123456789") == ("0032/123456789",)
    assert values.parse_phones("(415) 555-0000 ext. 12") == ("(415) 555-0000 ext. 12",)
    assert values.parse_phones(13805712046) == ("13805712046",)
    with pytest.raises(BadValue, match="digits are lost"):
        values.parse_phones("1.38057E+10")
    with pytest.raises(BadValue, match="telephone"):
        values.parse_phones("call Bob")


def test_mail_addresses_are_found_in_what_programs_write() -> None:
    assert values.parse_mails('"Doe, John" <John.Doe@Example.COM>') == ("John.Doe@example.com",)
    assert values.parse_mails("a@x.de; b@y.cn") == ("a@x.de", "b@y.cn")
    with pytest.raises(BadValue):
        values.parse_mails("nobody at home")


def test_states_are_found_in_both_languages() -> None:
    state = a_field(fields.STATE)
    assert read_value(state, "已付款", ColumnFormat()) == "paid"
    assert read_value(state, "UNPAID", ColumnFormat()) == "unpaid"
    with pytest.raises(BadValue, match="paid, unpaid"):
        read_value(state, "maybe", ColumnFormat())


@pytest.mark.parametrize("nothing", ["", "  ", None, "-", "N/A", "#N/A", "NULL", "—"])
def test_signs_of_nothing_are_empty(nothing: Cell) -> None:
    assert read_value(a_field(fields.DATE), nothing, ColumnFormat()) is None


def test_a_person_may_be_called_null_and_a_company_na() -> None:
    assert read_value(a_field(fields.TEXT), "Null", ColumnFormat()) == "Null"


def test_shares_are_understood_as_percent_when_the_column_says_so() -> None:
    share = a_field(fields.SHARE)
    whole = understand(share, ["10", "0", "75"]).format
    assert read_value(share, "75", whole) == Decimal("0.75")
    assert read_value(share, "0.15", understand(share, ["0.15", "0"]).format) == Decimal("0.15")
    assert read_value(share, "30%", ColumnFormat()) == Decimal("0.3")


def test_a_lookup_takes_2_0_for_2() -> None:
    assert values.link_text("2.0") == values.link_text(2) == values.link_text(Decimal("2.0")) == "2"


@given(st.text(max_size=30), st.sampled_from(sorted(values._READERS)))
def test_any_text_gives_a_value_or_a_reason(written: str, type_: str) -> None:
    field = a_field(type_)
    form = understand(field, [written]).format
    try:
        read_value(field, written, form, TODAY)
    except BadValue as refused:
        reason = str(refused)
        assert reason.endswith(".")
