"""Articles kept with a case: in the version they had, once each, also where cases become one."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.operations.article import (
    ArticleDraft,
    article_draft,
    create_article,
    delete_articles,
    publish_article,
    update_article,
)
from crm_desktop.operations.service_case import delete_service_cases, service_case_draft, update_service_case
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.queries.article import article_details
from crm_desktop.queries.case_answer import used_for
from tests.builders import a_case, a_customer
from tests.company import Company


def an_article(company: Company, title: str = "Dark") -> str:
    with company.write() as work:
        article = create_article(work, ArticleDraft(title, body="Hold the power key."))
        work.session.flush()
        publish_article(work, article)
        return article


def use(company: Company, case_id: str, *articles: str) -> None:
    with company.write() as work:
        loaded = service_case_draft(work, case_id)
        update_service_case(work, case_id, replace(loaded, articles=articles), loaded)


def used(company: Company, case_id: str) -> list[tuple[str, int]]:
    with company.read() as reading:
        return [(each.title, each.version) for each in used_for(reading, case_id)]


def told(company: Company, article_id: str) -> tuple[int, list[str]]:
    """What an article says of the cases it was used for."""
    with company.read() as reading:
        details = article_details(reading, article_id)
    return details.used, [each.id for each in details.cases]


def test_an_article_tells_of_no_case_that_was_deleted(company: Company) -> None:
    article = an_article(company)
    with company.write() as work:
        case, gone = (a_case(work, articles=(article,)) for _ in range(2))
        delete_service_cases(work, [gone])
    assert told(company, article) == (1, [case])


def test_a_case_keeps_the_version_it_was_answered_with(company: Company) -> None:
    article = an_article(company)
    with company.write() as work:
        case = a_case(work, articles=(article,))
    with company.write() as work:
        loaded = article_draft(work, article)
        update_article(work, article, replace(loaded, body="Replace the cable."), loaded)
        work.session.flush()
        publish_article(work, article)
    assert used(company, case) == [("Dark", 1)]
    use(company, case)
    assert used(company, case) == []
    use(company, case, article)
    assert used(company, case) == [("Dark", 2)]


def test_cases_that_become_one_have_each_answer_once_and_it_can_be_taken_away(company: Company) -> None:
    dark, bright = an_article(company), an_article(company, "Bright")
    with company.write() as work:
        customer = a_customer(work)
        kept = a_case(work, customer_id=customer, articles=(dark,))
        other = a_case(work, customer_id=customer, articles=(dark, bright))
    with company.write() as work:
        merge_cases(work, kept, [other])
    assert sorted(used(company, kept)) == [("Bright", 1), ("Dark", 1)]
    assert told(company, dark) == (1, [kept])
    use(company, kept)
    assert used(company, kept) == []
    use(company, kept, bright)
    assert used(company, kept) == [("Bright", 1)]


def test_only_what_is_published_answers_a_case(company: Company) -> None:
    gone = an_article(company)
    with company.write() as work:
        draft = create_article(work, ArticleDraft("A draft"))
        case = a_case(work)
        delete_articles(work, [gone])
    for wrong in (gone, draft):
        with pytest.raises(Invalid) as said:
            use(company, case, wrong)
        assert said.value.fields.keys() == {"articles"}
