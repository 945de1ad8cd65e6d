"""Settings have a type, a default and a check."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.models import Customer
from crm_desktop.operations import company as founding
from crm_desktop.operations import parameter
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.records import delete
from crm_desktop.operations.stage_moves import close_lost
from crm_desktop.queries.affected import affected
from tests.builders import a_customer, a_user, an_opportunity, role
from tests.company import Company


def test_every_setting_has_a_default_of_its_type(company: Company) -> None:
    with company.read() as reading:
        values = parameter.parameters(reading)
    assert values.keys() == {each.name for each in parameter.PARAMETERS}
    assert (values[parameter.COMPANY_NAME], values[parameter.COMPANY_CURRENCY]) == ("East Sales", "CNY")
    assert (values[parameter.LOST_NEEDS_REASON], values[parameter.PAYMENT_DAYS]) == (True, 30)


def test_settings_are_kept_in_their_type(company: Company) -> None:
    with company.write() as work:
        parameter.set_parameters(
            work, {parameter.LOST_NEEDS_REASON: False, parameter.CASE_DAYS: 5, "number.lead": "X-##"}
        )
    with company.read() as reading:
        assert not parameter.flag(reading, parameter.LOST_NEEDS_REASON)
        assert parameter.integer(reading, parameter.CASE_DAYS) == 5
        assert parameter.value(reading, "number.lead") == "X-##"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (parameter.COMPANY_NAME, " "),
        (parameter.COMPANY_CURRENCY, "yuan"),
        (parameter.COMPANY_ZONE, "Mars/Olympus"),
        (parameter.LOST_NEEDS_REASON, "perhaps"),
        (parameter.PAYMENT_DAYS, -1),
        (parameter.PAYMENT_DAYS, True),
        ("number.customer", "C-"),
    ],
)
def test_what_a_setting_cannot_hold_is_refused(company: Company, name: str, value: parameter.Value) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        parameter.set_parameter(work, name, value)
    assert set(refused.value.fields) == {name}


def test_what_another_program_wrote_wrongly_counts_as_not_set(company: Company) -> None:
    with company.write() as work:
        founding.set_parameter(work, parameter.PAYMENT_DAYS, "soon")
    with company.read() as reading:
        assert parameter.integer(reading, parameter.PAYMENT_DAYS) == 30


def test_the_company_currency_stays_while_rates_refer_to_it(company: Company) -> None:
    with company.write() as work:
        set_exchange_rate(work, "USD", date(2026, 1, 1), 7_000_000)
    with pytest.raises(Invalid), company.write() as work:
        parameter.set_parameter(work, parameter.COMPANY_CURRENCY, "EUR")


def test_settings_are_not_everyones(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        parameter.set_parameter(work, parameter.CASE_DAYS, 1)


def test_a_setting_says_before_it_is_kept_whom_it_concerns(company: Company) -> None:
    with company.write() as work:
        mine = work.viewer.user_id
        kept = [a_customer(work, f"Customer {number}", owner_id=mine) for number in range(3)]
        lost = an_opportunity(work, "Probes", customer_id=kept[0])
        parameter.set_parameter(work, parameter.LOST_NEEDS_REASON, False)
        work.session.flush()
        close_lost(work, lost, None)
    with company.write() as work:
        delete(work, Customer, kept[2:])
    company.clock.instant += timedelta(days=10)
    asked: list[tuple[str, parameter.Value, int | None]] = [
        (parameter.OWNED_MOST, 1, 1),
        (parameter.OWNED_MOST, 2, 0),
        (parameter.BIN_DAYS, 9, 1),
        (parameter.BIN_DAYS, 11, 0),
        (parameter.LOST_NEEDS_REASON, True, 1),
        (parameter.LOST_NEEDS_REASON, False, None),
    ]
    with company.read() as reading:
        said = [affected(reading, name, value) for name, value, _ in asked]
    assert [each and each.values["count"] for each in said] == [count for _, _, count in asked]
