"""What may help with a case: published articles that fit and earlier cases like it, as far as somebody sees them."""

from dataclasses import replace
from typing import Any

from crm_desktop.operations.article import ArticleDraft, article_draft, create_article, publish_article, update_article
from crm_desktop.operations.service_case import delete_service_cases
from crm_desktop.queries.case_answer import Asked, answers_for
from tests.builders import a_case, a_customer, a_product, a_user, role
from tests.company import Company


def an_article(company: Company, title: str, body: str, *, is_published: bool = True, **values: str) -> str:
    with company.write() as work:
        article = create_article(work, ArticleDraft(title, body=body, **values))
        if is_published:
            work.session.flush()
            publish_article(work, article)
        return article


def found(company: Company, subject: str, request: str = "", **more: Any) -> tuple[list[str], list[str]]:
    """The titles of the articles and the subjects of the cases that are offered."""
    with company.read() as reading:
        answers = answers_for(reading, Asked(subject, request, **more))
    return [each.title for each in answers.articles], [each.subject for each in answers.cases]


def test_a_long_request_finds_what_shares_its_telling_words(company: Company) -> None:
    an_article(company, "Screen stays dark", "Hold the power key for ten seconds.")
    an_article(company, "Printing labels", "Choose the tray for labels.")
    an_article(company, "Dark side of pricing", "Nothing about devices.", is_published=False)
    asked = "Hello, since this morning our screen is dark when we switch the device on. What should we do, please?"
    assert found(company, "Dark screen", asked)[0] == ["Screen stays dark"]
    assert found(company, "We printed a label and it is cut")[0] == ["Printing labels"]
    assert found(company, "Hello, what should we do with this?")[0] == []
    assert found(company, "")[0] == []


def test_chinese_is_found_by_its_pairs_of_characters(company: Company) -> None:
    an_article(company, "屏幕不亮的处理方法", "请按住电源键十秒。", keywords="黑屏")
    an_article(company, "发票抬头如何修改", "在合同中修改。")
    assert found(company, "客户说屏幕一直不亮,已经重启过")[0] == ["屏幕不亮的处理方法"]
    assert found(company, "开机后黑屏")[0] == ["屏幕不亮的处理方法"]
    assert found(company, "想修改发票抬头")[0] == ["发票抬头如何修改"]


def test_what_is_offered_is_what_was_published(company: Company) -> None:
    article = an_article(company, "Screen stays dark", "Hold the power key.")
    with company.write() as work:
        loaded = article_draft(work, article)
        update_article(work, article, replace(loaded, body="Not ready: dark screen"), loaded)
    with company.read() as reading:
        (offered,) = answers_for(reading, Asked("dark screen")).articles
    assert (offered.body, offered.version) == ("Hold the power key.", 1)


def test_earlier_cases_come_with_what_was_done_the_same_product_first(company: Company) -> None:
    with company.write() as work:
        probe, screen = a_product(work, "Probe"), a_product(work, "Screen")
        a_case(work, "Display is dark", product_id=probe)
        a_case(work, "Display goes dark", product_id=screen)
        deleted = a_case(work, "Display stays dark")
        a_case(work, "Invoice is wrong")
        mine = a_case(work, "Display dark again", product_id=screen)
        work.session.flush()
        delete_service_cases(work, [deleted])
    assert found(company, "Display dark again", product_id=screen, case_id=mine)[1] == [
        "Display goes dark",
        "Display is dark",
    ]


def test_the_name_of_the_product_does_not_outweigh_what_is_wrong_with_it(company: Company) -> None:
    with company.write() as work:
        meter, pump = a_product(work, "分光光度计 L80"), a_product(work, "输液泵 M50")
        a_case(work, "分光光度计 L80 读数漂移", product_id=meter)
        a_case(work, "输液泵 M50 屏幕花屏", product_id=pump)
    assert found(company, "分光光度计 L80 屏幕花屏", product_id=meter)[1] == ["输液泵 M50 屏幕花屏"]
    assert found(company, "分光光度计 L80", product_id=meter)[1] == ["分光光度计 L80 读数漂移"]


def test_nobody_is_offered_cases_they_do_not_see(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
        a_case(work, "Display is dark", customer_id=a_customer(work, "Grace's", owner_id=grace), owner_id=grace)
        a_case(work, "Display went dark", owner_id=work.viewer.user_id)
    assert found(company.seen_by("grace"), "display dark")[1] == ["Display is dark"]
    assert found(company, "display dark")[1] == ["Display went dark", "Display is dark"]
