"""Adding what a list shows, or what is chosen in it, to a campaign: who joins is counted before it is done."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.insight import BY_PHONE, PLANNED, REFUSABLE, RUNNING
from crm_desktop.operations.campaign import NAME_AT_MOST, create_campaign, new_campaign
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.queries.campaign import CAMPAIGNS, CampaignRow
from crm_desktop.queries.campaign_target import Sorted, ids_of_list, sort_out
from crm_desktop.ui.background import Latest
from crm_desktop.ui.company_fields import offered
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, LineField
from crm_desktop.ui.widgets.labels import Label

_WIDTH, _OFFERED = 560, 200
_NEW = ""


@dataclass(frozen=True)
class Joining:
    """Which campaign they join; without one a new one is made."""

    campaign_id: str | None = _NEW
    name: str = ""
    channel: str | None = BY_PHONE
    with_unreachable: bool = False
    remembers: bool = False


@dataclass(frozen=True)
class Chosen:
    """Who is to join: some records of a kind, or all that a list shows; `view_id` is the saved view that shows them."""

    kind: str
    ids: tuple[str, ...]
    spec: ListSpec
    view_id: str | None = None

    def listed(self, reading: Any) -> list[str]:
        """Their ids."""
        return list(self.ids) or ids_of_list(reading, self.kind, self.spec)


def add_to_campaign(page: RecordPage) -> None:
    """Ask for the campaign that the chosen records join, or all that the list shows when none are."""
    ids = tuple(page.table.records.selected_ids()) if page.has_selected() else ()
    view = page.saved_views.current if not ids else None
    is_whole_view = view is not None and view.spec.filters == page.spec.filters and not page.spec.search
    chosen = Chosen(page.kind, ids, page.spec, view.id if view is not None and is_whole_view else None)
    page.context.background.read(page, _open_ones, lambda rows: Adding(page.context, page, chosen, rows).open())


def _open_ones(reading: Any) -> list[CampaignRow]:
    spec = ListSpec((Filter("status", "in", (PLANNED, RUNNING)),))
    return CAMPAIGNS.first(reading, spec, _OFFERED)


class Adding(QObject):
    """The form with what it comes to below; lives as long as its dialog."""

    def __init__(self, context: PageContext, page: RecordPage, chosen: Chosen, rows: list[CampaignRow]) -> None:
        super().__init__(page)
        self._context, self._chosen = context, chosen
        self._channels = {row.id: row.channel for row in rows}
        self._added = 0
        # Which campaign and channel were asked about, and the answer once it is there.
        self._asked: tuple[str | None, str | None] = ("", None)
        self._found: Sorted | None = None
        theme = context.theme
        campaigns: list[tuple[str, Text]] = [(row.id, Plain(row.name)) for row in rows]
        campaigns.append((_NEW, N_("New campaign…")))
        start = Joining(rows[0].id if rows else _NEW)
        texts = FormTexts(
            N_("Add to a campaign"), self._who(), Message("Add campaign members"), lambda _name: self._done()
        )
        unreachable = CheckField(theme, N_("Also those without a number or address for it"))
        remembers = CheckField(theme, N_("Remember this view: who matches it later is offered"))
        which = FormSection(
            N_("Campaign"), ((("campaign_id", ChoiceField(theme, N_("Campaign"), campaigns, empty=False)),),)
        )
        made = FormSection(
            N_("New campaign"),
            (
                (
                    ("name", LineField(theme, N_("Name"), required=True, max_length=NAME_AT_MOST)),
                    ("channel", ChoiceField(theme, N_("Channel"), offered(context, "campaign_channel"), empty=False)),
                ),
                *((((("remembers", remembers)),),) if chosen.view_id else ()),
            ),
            lambda form: not form.field("campaign_id").value(),
        )
        also = FormSection(N_("Who joins"), ((("with_unreachable", unreachable),),))
        self.record = RecordForm(
            context, page.window(), texts, [which, made, also], start, self._save, self._open_campaign, width=_WIDTH
        )
        self.said = Label(theme, "", Role.BODY, weight=600, wrap=True)
        self.left = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        for label in (self.said, self.left):
            self.record.dialog.body.addWidget(label)
        self.record.dialog.primary.set_text(N_("Add members"))
        self._reads = Latest(context.background, self)
        self.record.form.changed.connect(self._count)
        self.setParent(self.record.dialog)
        self._count()

    def open(self) -> None:
        """Show the dialog."""
        self.record.open()

    def _who(self) -> Text:
        count = len(self._chosen.ids)
        return Message("{count} chosen", count=integer(count)) if count else N_("All that the list shows")

    def _save(self, work: Any, joining: Joining) -> str:
        campaign_id = joining.campaign_id or None
        if campaign_id is None:
            view_id = self._chosen.view_id if joining.remembers else None
            draft = new_campaign(work, name=joining.name, channel=joining.channel, view_id=view_id)
            campaign_id = create_campaign(work, draft)
            work.session.flush()
        ids = self._chosen.listed(work)
        found = add_members(work, campaign_id, self._chosen.kind, ids, with_unreachable=joining.with_unreachable)
        self._added = len(found.new) + (len(found.unreachable) if joining.with_unreachable else 0)
        return campaign_id

    def _done(self) -> Message:
        return Message("{text}", text=trn("1 member added", "{count} members added", self._added))

    def _open_campaign(self, campaign_id: str) -> None:
        self._context.navigator.open("campaign", campaign_id)

    def _count(self) -> None:
        """Ask who joins; a list of very many is asked only when something else would be answered."""
        joining: Joining = self.record.form.read(Joining())
        campaign_id, chosen = joining.campaign_id or None, self._chosen
        channel = self._channels.get(campaign_id, None) if campaign_id else joining.channel
        asked = (campaign_id, channel)
        if asked == self._asked:
            self._show()
            return
        self._asked, self._found = asked, None

        def show(found: Sorted) -> None:
            self._found = found
            self._show()

        self._reads.read(
            lambda reading: sort_out(reading, campaign_id, chosen.kind, chosen.listed(reading), channel), show
        )

    def _show(self) -> None:
        if (found := self._found) is None:
            return
        joining: Joining = self.record.form.read(Joining())
        channel, with_unreachable = self._asked[1], joining.with_unreachable
        joins = len(found.new) + (len(found.unreachable) if with_unreachable else 0)
        self.said.set_text(Plain(trn("{count} will join", "{count} will join", joins)))
        left = []
        if found.members:
            left.append(trn("{count} is a member already", "{count} are members already", found.members))
        if found.refused:
            left.append(trn("{count} does not want it", "{count} do not want it", found.refused))
        if found.unreachable and not with_unreachable and channel in REFUSABLE:
            way = self._context.choices.state("campaign_channel", channel, language()) or ""
            count = integer(len(found.unreachable))
            left.append(tr("{count} cannot be reached so ({way})", count=count, way=way))
        self.left.set_text(Plain(" · ".join(left)))
        self.record.dialog.primary.setEnabled(joins > 0)
        self.record.dialog.place()
