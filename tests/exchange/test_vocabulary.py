"""What other firms call our roles, stages and choices is understood, unless the company has a word of its own."""

from pathlib import Path

import pytest

from crm_desktop.exchange.kinds import KINDS
from crm_desktop.exchange.vocabulary import _SYNONYMS, synonyms
from crm_desktop.models import DictionaryEntry, Interaction, Opportunity, Order, Role, ServiceCase, Stage, User
from crm_desktop.operations import shipped
from tests.builders import a_customer
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written


def test_a_word_means_one_entry_there_is() -> None:
    codes = {
        "roles": {role[0] for role in shipped.ROLES},
        "stages": {stage[0] for stage in shipped.STAGES},
        **{kind: {entry[0] for entry in entries} for kind, entries in shipped.DICTIONARY.items()},
    }
    for kind, lines in _SYNONYMS.items():
        words = [word.strip() for line in lines.strip().splitlines() for word in line.partition(":")[2].split("|")]
        assert sorted({word for word in words if words.count(word) > 1}) == [], kind
        assert set(synonyms(kind).values()) <= codes[kind]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("销售", "salesperson"),
        ("销售员", "salesperson"),
        ("业务员", "salesperson"),
        ("Sales Rep", "salesperson"),
        ("经理", "manager"),
        ("销售经理", "manager"),
        ("主管", "manager"),
        ("管理员", "administrator"),
        ("Admin", "administrator"),
        ("客户服务", "service"),
        ("总经理", "executive"),
    ],
)
def test_roles_go_by_their_usual_words(company: Company, tmp_path: Path, word: str, code: str) -> None:
    assert imported(company, written(tmp_path, "姓名,角色", f"陈晓,{word}"), "users").rejected == 0
    assert Role.id_of(code) in [role for name, role in living(company, User, "name", "role_id") if name == "陈晓"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("报价", "proposal"),
        ("Proposal/Price Quote", "proposal"),
        ("Needs Analysis", "qualification"),
        ("已签约", "won"),
    ],
)
def test_stages_go_by_their_usual_words(company: Company, tmp_path: Path, word: str, code: str) -> None:
    assert (
        imported(company, written(tmp_path, "deal,stage,closed", f"A,{word},2026-11-02"), "opportunities").rejected == 0
    )
    with company.read() as reading:
        deals = reading.session.query(Stage.code).join(Opportunity, Opportunity.stage_id == Stage.id)
        assert deals.scalar() == code


def test_choices_go_by_their_usual_words(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
    result = imported(
        company,
        written(tmp_path, "日期,类型,客户,主题", "2026-11-02,微信,Haverton,甲", "2026-11-02,拜访,Haverton,乙"),
        "interactions",
    )
    assert result.made == []
    kinds = [DictionaryEntry.id_of("interaction_kind", code) for code in ("message", "visit")]
    assert sorted(kinds) == sorted(kind for (kind,) in living(company, Interaction, "kind_id"))


def test_a_word_of_the_company_comes_first(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        work.session.add(
            DictionaryEntry(
                id=DictionaryEntry.id_of("level", "vip"),
                kind="level",
                code="vip",
                name_en="VIP",
                name_zh="",
                position=9,
            )
        )
    assert imported(company, written(tmp_path, "name,level", "Haverton,Vip"), "customers").made == []
    with company.read() as reading:
        assert reading.session.get(DictionaryEntry, DictionaryEntry.id_of("level", "vip")) is not None


def test_states_go_by_their_usual_words(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
    orders = ("order id,customer,date,amount,paid", "1,Haverton,2026-11-02,5,yes", "2,Haverton,2026-11-02,5,否")
    assert imported(company, written(tmp_path, *orders), "orders").rejected == 0
    assert sorted(state for (state,) in living(company, Order, "payment_state")) == ["paid", "unpaid"]
    cases = ("编号,概要,客户,优先级,状态", "1,甲,Haverton,非常紧急,待处理")
    assert imported(company, written(tmp_path, *cases), "cases").rejected == 0
    assert living(company, ServiceCase, "priority", "status") == [("urgent", "new")]


def test_no_spelling_of_a_state_means_two() -> None:
    for kind in KINDS:
        for field in kind.fields:
            words = [word for _, names in field.states for word in names]
            assert sorted({word for word in words if words.count(word) > 1}) == [], (kind.key, field.key)
