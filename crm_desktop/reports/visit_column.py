"""A column of a visit sheet: what is known of a customer, in short lines that never leave their room."""

from collections.abc import Sequence
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.models.task import HIGH, URGENT
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.queries.offers import YEARS, Offers
from crm_desktop.queries.timeline_items import TimelineItem
from crm_desktop.queries.visit_folder import VisitSheet
from crm_desktop.reports.document import BAD, STRONG_LINE, Composer
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import COLUMN_WIDTH, PAPER
from crm_desktop.storage.database import Reading

_TEXT, _SMALL, _LINE, _HEADING = 8.5, 8.0, 11.5, 20.0
_MOST_ITEMS, _MOST_DEALS = 8, 4


class VisitColumn:
    """Writes from the top until its room is used up; what is left out is counted."""

    def __init__(self, composer: Composer, x: float, top: float, bottom: float, speak: Speech) -> None:
        self._composer, self._x, self.y, self._bottom, self._speak = composer, x, top, bottom, speak

    def last_contacts(self, last: Sequence[TimelineItem], known: Choices) -> None:
        """The last times somebody spoke with them."""
        speak = self._speak
        self._heading(speak.t(N_("Last contacts")))
        if not last:
            self._line(speak.t(N_("Nobody spoke with them yet.")), PAPER.text_3)
        for item in last:
            self._contact(item, known)

    def _contact(self, item: TimelineItem, known: Choices) -> None:
        kind = known.name(item.choice_id, self._speak.language)
        when = formats.day_far(item.on, self._speak.language)
        self._line(item.title or "", PAPER.text, SEMIBOLD)
        self._line(" · ".join(part for part in (when, kind, item.author, item.contact) if part), PAPER.text_3)
        if item.body and item.body.strip() != (item.title or "").strip():
            self._paragraph(item.body, 2)
        self.y += 2

    def open_items(self, sheet: VisitSheet, known: Choices, today: date) -> None:
        """Tasks and next steps, which are tasks too, next steps of deals, and open cases."""
        speak, details = self._speak, sheet.details
        self._heading(speak.t(N_("Open items")))
        lines: list[tuple[str, bool]] = []
        for task in sheet.to_do:
            mark = "! " if task.state in (HIGH, URGENT) else ""
            lines.append((f"{mark}{task.title} · {self._day(task.on)}", task.on < today))
        for deal in details.open_deals if details else ():
            if deal.next_step:
                on = self._day(deal.next_step_on) if deal.next_step_on else ""
                late = deal.next_step_on is not None and deal.next_step_on < today
                lines.append((" · ".join(part for part in (deal.next_step, on, deal.name) if part), late))
        for case in details.open_cases if details else ():
            state = known.state("case_status", case.status, speak.language) or ""
            lines.append((" · ".join(part for part in (case.number, case.subject, state) if part), False))
        if not lines:
            self._line(speak.t(N_("Nothing is open.")), PAPER.text_3)
        for text, is_late in lines[:_MOST_ITEMS]:
            self._paragraph(text, 2, BAD if is_late else PAPER.text)
        self._more(len(lines) - _MOST_ITEMS)

    def deals(self, details: CustomerDetails | None, known: Choices) -> None:
        """Open deals with stage and amount."""
        speak, found = self._speak, details.open_deals if details else ()
        self._heading(speak.t(N_("Open deals")))
        if not found:
            self._line(speak.t(N_("No open deal.")), PAPER.text_3)
        for deal in found[:_MOST_DEALS]:
            amount = (
                formats.money(deal.amount_minor, deal.currency, symbol=True) if deal.amount_minor is not None else ""
            )
            stage = known.name(deal.stage_id, speak.language)
            self._line(" · ".join(part for part in (deal.name, stage, amount) if part), PAPER.text)
        self._more(len(found) - _MOST_DEALS)

    def debt(self, details: CustomerDetails | None, reading: Reading) -> None:
        """What is still to be paid, and what is counted as that."""
        if details is None:
            return
        speak, facts = self._speak, details.facts
        self._heading(speak.t(N_("Debt")))
        if facts.due_minor <= 0:
            self._line(speak.t(N_("Nothing is to be paid.")), PAPER.text_3)
        else:
            amount = formats.money(facts.due_minor, reading.currency, symbol=True)
            self._line(speak.t(N_("{amount} to be paid"), amount=amount), PAPER.text, SEMIBOLD)
            if facts.overdue_since is not None:
                day = formats.day_far(facts.overdue_since, speak.language)
                self._line(speak.t(N_("overdue since {day}"), day=day), BAD)
        note = N_("Orders not cancelled and not paid in full, with tax and freight, less what was received.")
        self._paragraph(speak.t(note), 2, PAPER.text_3)

    def offers(self, found: Offers | None) -> None:
        """What to offer, each with its reason and how many it rests on."""
        if found is None:
            return
        speak = self._speak
        self._heading(speak.t(N_("What to offer")))
        for again in found.again:
            self._line(again.product, PAPER.text, SEMIBOLD)
            told = speak.t(
                N_("Bought {times} times, about every {gap} days; last on {day}"),
                times=again.times,
                gap=again.gap_days,
                day=formats.day_far(again.last_on, speak.language),
            )
            self._paragraph(told, 2, PAPER.text_2)
        for similar in found.similar:
            self._line(similar.product, PAPER.text, SEMIBOLD)
            told = speak.t(
                N_("Bought by {buyers} of the {among} customers who also bought {because}"),
                buyers=similar.buyers,
                among=similar.among,
                because=similar.because,
            )
            self._paragraph(told, 2, PAPER.text_2)
        if not found.again and not found.similar:
            text = speak.tn(
                "Nothing can be said from {count} order of the last {years} years.",
                "Nothing can be said from {count} orders of the last {years} years.",
                found.orders,
                years=YEARS,
            )
            self._paragraph(text, 2, PAPER.text_3)

    # --- lines

    def _heading(self, text: str) -> None:
        self.y += _HEADING
        if not self._has_room(_LINE):
            self.y -= _HEADING
            return
        self._words(text, 9.5, PAPER.text, SEMIBOLD)
        self._composer.page.stroke([(self._x, self.y + 4), (self._x + COLUMN_WIDTH, self.y + 4)], STRONG_LINE, 0.5)
        self.y += 3

    def _more(self, count: int) -> None:
        if count > 0:
            self._line(self._speak.tn("and {count} more", "and {count} more", count), PAPER.text_3)

    def _line(self, text: str, colour: str, weight: int = 400) -> None:
        if self._has_room(_LINE):
            self.y += _LINE
            self._words(text, _TEXT, colour, weight)

    def _paragraph(self, text: str, most: int, colour: str = PAPER.text_2) -> None:
        for line in self._composer.wrapped(" ".join(text.split()), COLUMN_WIDTH, _TEXT, most=most):
            self._line(line, colour)

    def _words(self, text: str, size: float, colour: str, weight: int) -> None:
        before, self._composer.y = self._composer.y, self.y
        self._composer.line(self._x, " ".join(text.split()), size, colour=colour, weight=weight, width=COLUMN_WIDTH)
        self._composer.y = before

    def _has_room(self, height: float) -> bool:
        return self.y + height <= self._bottom

    def _day(self, on: date) -> str:
        return formats.day_near(on, self._speak.language)
