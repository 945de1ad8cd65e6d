"""What may help with a case: published articles that fit what is typed, and earlier cases like it with their solution.

Both are found by the search index, word by word: a word that few records hold tells more than one that many do.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select, text

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Article, ArticleVersion, CaseArticle, Product, ServiceCase
from crm_desktop.models.article import PUBLISHED
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import customer_name, user_name
from crm_desktop.queries.search import newest_telling
from crm_desktop.storage.database import Reading
from crm_desktop.storage.search_text import telling

_WORDS = 24
# So many of the newest records are looked at for each word, and of those the best so many are read.
_LOOKED_AT, _READ = 200, 40
_OF_SUBJECT, _SAME_PRODUCT, _SAME_KIND, _SOLVED = 2.0, 1.3, 1.15, 1.2
# A record must hold this share of what tells, or it does not fit.
_LEAST = 0.3
_BOTH = ("article", "service_case")


@dataclass(frozen=True)
class Asked:
    """What is known of a case so far; `case_id` is itself, once it is there."""

    subject: str = ""
    request: str = ""
    kind_id: str | None = None
    product_id: str | None = None
    case_id: str | None = None
    used: tuple[str, ...] = ()


class Fitting(NamedTuple):
    """An article as it was published last; `version` counts what was published of it."""

    id: str
    number: str
    title: str
    body: str
    version: int
    kind_id: str | None
    product_id: str | None


class Alike(NamedTuple):
    """An earlier case that the viewer may see, with what was done about it."""

    id: str
    number: str
    subject: str
    customer: str | None
    status: str
    handling: str | None
    kind_id: str | None
    product_id: str | None


class Used(NamedTuple):
    """An article that was used for a case, in the version it had then; `version_id` is where that can be read."""

    article_id: str
    title: str
    version: int
    version_id: str | None
    used_by: str | None
    used_at: int


@dataclass(frozen=True)
class Answers:
    """What may help, the best first; `used` are the articles that were taken over already."""

    articles: tuple[Fitting, ...] = ()
    cases: tuple[Alike, ...] = ()
    used: tuple[Fitting, ...] = ()


def answers_for(reading: Reading, asked: Asked, most: int = 4) -> Answers:
    """At most so many articles and as many cases."""
    used = _taken(reading, asked.used)
    taken = tuple(used[each] for each in asked.used if each in used)
    scores = _scores(reading, asked)
    articles = _best(asked, _articles(reading, _leading(scores["article"])), scores["article"])
    cases = _best(asked, _cases(reading, _leading(scores["service_case"])), scores["service_case"])
    return Answers(
        tuple(each for each in articles if each.id not in asked.used)[:most],
        tuple(each for each in cases if each.id != asked.case_id)[:most],
        taken,
    )


def answers_for_case(reading: Reading, case_id: str) -> Answers:
    """What may help with a case that is there."""
    case = rights.find(reading, ServiceCase, case_id)
    return answers_for(
        reading,
        Asked(case.subject, case.request or "", case.kind_id, case.product_id, case_id, used_ids(reading, case_id)),
    )


def used_ids(reading: Reading, case_id: str) -> tuple[str, ...]:
    """The articles that were used for a case, in the order they were."""
    return tuple(each.article_id for each in used_for(reading, case_id))


def used_for(reading: Reading, case_id: str) -> tuple[Used, ...]:
    """The same with the version each had."""
    found: dict[str, Used] = {}
    for row in reading.fetch(_USED, {"record": case_id}):
        found.setdefault(row[0], Used(*row))
    return tuple(found.values())


def _scores(reading: Reading, asked: Asked) -> Mapping[str, Mapping[int, float]]:
    """What each row of the index tells of what is asked, by kind; rows that tell too little are left out."""
    named = telling(_product_name(reading, asked.product_id), _WORDS) if asked.product_id else {}
    subject = _without(telling(asked.subject, _WORDS), named)
    words = subject | _without(telling(asked.request, _WORDS), named)
    words = dict(list(words.items())[:_WORDS])
    scores: dict[str, dict[int, float]] = {kind: defaultdict(float) for kind in _BOTH}
    every: dict[str, float] = dict.fromkeys(_BOTH, 0.0)
    for word, match in words.items():
        found = newest_telling(reading, word, match, _BOTH, _LOOKED_AT)
        for kind, rows in found.items():
            if not rows:
                continue
            weight = log2(1 + _LOOKED_AT / len(rows)) * (_OF_SUBJECT if word in subject else 1.0)
            every[kind] += weight
            for row in rows:
                scores[kind][row] += weight
    return {
        kind: {row: score for row, score in told.items() if score >= every[kind] * _LEAST}
        for kind, told in scores.items()
    }


def _product_name(reading: Reading, product_id: str | None) -> str:
    return str(reading.session.scalar(select(Product.name).where(Product.id == product_id)) or "")


def _without(words: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """What is said besides the name of the product, which counts by itself; where nothing is, that name."""
    return {word: match for word, match in words.items() if word not in named} or dict(words)


def _leading(scores: Mapping[int, float]) -> list[int]:
    return sorted(scores, key=lambda row: (-scores[row], -row))[:_READ]


def _best(asked: Asked, found: Mapping[Any, Any], scores: Mapping[int, float]) -> list[Any]:
    """The records by what they tell; of the same product or kind they count for more, and so do solved cases."""

    def worth(row: int, record: Any) -> float:
        score = scores[row]
        if asked.product_id and record.product_id == asked.product_id:
            score *= _SAME_PRODUCT
        if asked.kind_id and record.kind_id == asked.kind_id:
            score *= _SAME_KIND
        return score * (_SOLVED if getattr(record, "handling", None) else 1.0)

    return [record for row, record in sorted(found.items(), key=lambda pair: (-worth(*pair), -pair[0]))]


_ASKED_IDS = text("SELECT value FROM json_each(:ids)")


def _articles(reading: Reading, listed: Sequence[int]) -> dict[Any, Fitting]:
    """Published articles by their row of the index."""
    return _keyed(reading, _FITTING, Fitting, _rows_of(reading, listed))


def _taken(reading: Reading, ids: Sequence[str]) -> dict[Any, Fitting]:
    """Articles that are used already, by their ids."""
    return _keyed(reading, _TAKEN, Fitting, {each: each for each in ids})


def _cases(reading: Reading, listed: Sequence[int]) -> dict[Any, Alike]:
    return _keyed(reading, _alike(reading.viewer), Alike, _rows_of(reading, listed))


def _keyed(reading: Reading, statement: Select[Any], made: Any, keys: Mapping[str, Any]) -> dict[Any, Any]:
    """What the records of some ids tell, by the key that stands for each id."""
    if not keys:
        return {}
    found = reading.fetch(statement, {"ids": json.dumps(list(keys))})
    return {keys[values[0]]: made(*values) for values in found}


def _rows_of(reading: Reading, rows: Iterable[int]) -> dict[str, int]:
    listed = reading.plain(
        "SELECT id, row FROM search_record WHERE row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)
    )
    return dict(listed)


_TOLD = (
    Article.id,
    Article.number,
    func.coalesce(ArticleVersion.title, Article.title),
    func.coalesce(ArticleVersion.body, ""),
    Article.version,
    Article.kind_id,
    Article.product_id,
)
_IS_LAST = and_(
    ArticleVersion.article_id == Article.id,
    ArticleVersion.number == Article.version,
    ArticleVersion.deleted.is_(False),
)
_IN_ORDER = (ArticleVersion.published_at, ArticleVersion.id)
# As it was published: what was changed since is nobody's answer yet.
_FITTING: Any = (
    select(*_TOLD)
    .join(ArticleVersion, _IS_LAST)
    .where(Article.id.in_(_ASKED_IDS), Article.status == PUBLISHED, Article.deleted.is_(False))
    .order_by(*_IN_ORDER)
)
# What a case was answered with stays to be seen, and to be taken away, also when it is withdrawn or deleted.
_TAKEN: Any = select(*_TOLD).outerjoin(ArticleVersion, _IS_LAST).where(Article.id.in_(_ASKED_IDS)).order_by(*_IN_ORDER)


@lru_cache(maxsize=64)
def _alike(viewer: Viewer) -> Select[Any]:
    """Cases that were merged into others say nothing of their own."""
    statement: Any = select(
        ServiceCase.id,
        ServiceCase.number,
        ServiceCase.subject,
        customer_name(ServiceCase.customer_id),
        ServiceCase.status,
        ServiceCase.handling,
        ServiceCase.kind_id,
        ServiceCase.product_id,
    ).where(ServiceCase.id.in_(_ASKED_IDS), ServiceCase.deleted.is_(False), ServiceCase.merged_into_id.is_(None))
    return rights.seen(ServiceCase, viewer, statement, few=True)


_USED: Any = (
    select(
        CaseArticle.article_id,
        Article.title,
        CaseArticle.version,
        ArticleVersion.id,
        user_name(CaseArticle.used_by_id),
        CaseArticle.used_at,
    )
    .join(Article, Article.id == CaseArticle.article_id)
    .outerjoin(
        ArticleVersion,
        and_(
            ArticleVersion.article_id == CaseArticle.article_id,
            ArticleVersion.number == CaseArticle.version,
            ArticleVersion.deleted.is_(False),
        ),
    )
    .where(CaseArticle.case_id == RECORD, CaseArticle.deleted.is_(False))
    .order_by(CaseArticle.used_at, CaseArticle.id)
)
