"""Values on the detail side in the order, and under the headings, in which the company arranged their form.

What a form does not hold, such as whose the record is and since when, keeps its section behind them.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from crm_desktop.core.form_layout import FormLayout, Part, Placed, completed
from crm_desktop.core.i18n import language
from crm_desktop.models.dictionary import name_in
from crm_desktop.ui.detail_content import DetailContent, Fact, Section
from crm_desktop.ui.texts import Plain


def arranged(content: DetailContent, layout: FormLayout | None, needed: Collection[str] = ()) -> DetailContent:
    """The content with the values of its last tab laid out so; what is `needed` is shown whatever the layout says."""
    if layout is None or not content.tabs:
        return content
    *others, last = content.tabs
    of_form = [each for each in last.sections if any(fact.name for fact in each.facts)]
    beside = tuple(each for each in last.sections if each not in of_form)
    # A value that no form holds, such as the age of the data, goes with the one it stands behind.
    known = {(fact.name or f"{at}.{place}"): fact for at, place, fact in _placed(of_form)}
    shipped = tuple(
        Part(each.title, tuple(Placed(fact.name or f"{at}.{place}") for place, fact in enumerate(each.facts)))
        for at, each in enumerate(of_form)
    )
    whole = completed(layout, FormLayout(shipped), needed)
    sections = (Section(_title(part), tuple(known[each.name] for each in part.fields)) for part in whole.parts)
    tab = replace(last, sections=(*(each for each in sections if each.facts), *beside))
    return _without_ways_to(replace(content, tabs=(*others, tab)), whole.left_out)


def _placed(sections: list[Section]) -> Iterator[tuple[int, int, Fact]]:
    for at, section in enumerate(sections):
        for place, fact in enumerate(section.facts):
            yield at, place, fact


def _title(part: Part) -> str:
    own = name_in(language(), part.title_en, part.title_zh)
    return Plain(own) if own else part.key


def _without_ways_to(content: DetailContent, left_out: Collection[str]) -> DetailContent:
    """The same where no mark leads to a value that is not shown."""
    return replace(
        content,
        badge_edit="" if content.badge_edit in left_out else content.badge_edit,
        owner_edit="" if content.owner_edit in left_out else content.owner_edit,
        figure_edits=tuple("" if each in left_out else each for each in content.figure_edits),
        notice_edit="" if content.notice_edit in left_out else content.notice_edit,
        chips=tuple(replace(chip, edit="") if chip.edit in left_out else chip for chip in content.chips),
    )
