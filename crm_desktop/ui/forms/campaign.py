"""The form of a campaign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.campaign import (
    NAME_AT_MOST,
    CampaignDraft,
    campaign_draft,
    create_campaign,
    new_campaign,
    update_campaign,
)
from crm_desktop.operations.campaign_member import add_matching
from crm_desktop.queries.campaign import campaign_views
from crm_desktop.ui.company_fields import choice, offered
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, LineField, MoneyField, NoteField


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, the saved views members can come from, and the journal's place."""

    draft: CampaignDraft
    views: tuple[tuple[str, str, str], ...] = ()
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new campaign, some of its fields filled in."""
    return Loaded(preset(new_campaign(reading), values), _views(reading))


def load_known(reading: Any, campaign_id: str) -> Loaded:
    """A campaign as it is now."""
    return Loaded(campaign_draft(reading, campaign_id), _views(reading), reading.position)


def open_campaign_form(
    context: PageContext, window: QWidget, campaign_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new campaign, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: campaign_draft(reading, campaign_id or ""))

    def save(work: Any, draft: CampaignDraft) -> str:
        if campaign_id is not None:
            update_campaign(work, campaign_id, draft, opened.draft, opened.position)
            return campaign_id
        made = create_campaign(work, draft)
        if draft.view_id:
            work.session.flush()
            add_matching(work, made)
        return made

    known = opened if campaign_id else None
    sections, keep_as = _sections(context, loaded), KeepAs("campaign", campaign_id)
    form = RecordForm(
        context, window, _texts(campaign_id), sections, loaded.draft, save, saved, opened=known, keep_as=keep_as
    )
    form.open()


def _views(reading: Any) -> tuple[tuple[str, str, str], ...]:
    return tuple(campaign_views(reading, reading.viewer.user_id))


def _texts(campaign_id: str | None) -> FormTexts:
    if campaign_id is None:
        return FormTexts(
            N_("New campaign"),
            N_("Whom to reach by which way, from when to when, at which cost"),
            Message("New campaign"),
            lambda name: Message("“{name}” created", name=name),
        )
    return FormTexts(
        N_("Edit campaign"), "", Message("Edit campaign"), lambda name: Message("“{name}” saved", name=name)
    )


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _sections(context, loaded)


def _sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    theme, draft = context.theme, loaded.draft
    currency = draft.currency or context.currency
    views: list[tuple[str, Text]] = [(key, Plain(name)) for key, name, _kind in loaded.views]
    hint = N_("Whoever matches it joins at once; who matches later is offered.")
    view = ChoiceField(theme, N_("Members come from the saved view"), views, help_text=hint)
    way = ChoiceField(theme, N_("Channel"), offered(context, "campaign_channel"))
    status = ChoiceField(theme, N_("Status"), offered(context, "campaign_status"), empty=False)
    return [
        FormSection(
            N_("Campaign"),
            (
                (("name", LineField(theme, N_("Name"), required=True, max_length=NAME_AT_MOST)),),
                (("kind_id", choice(context, N_("Kind"), "campaign_kind")), ("channel", way)),
                (
                    ("starts_on", DateField(theme, N_("Starts"), today=context.today)),
                    ("ends_on", DateField(theme, N_("Ends"), today=context.today)),
                ),
                (("owner_id", choice(context, N_("Owner"), "users")), ("status", status)),
                (("goal", LineField(theme, N_("Goal"), max_length=200)),),
            ),
        ),
        FormSection(
            N_("Cost"),
            (
                (
                    ("planned_cost_minor", MoneyField(theme, N_("Planned cost"), currency=currency, least=0)),
                    ("cost_minor", MoneyField(theme, N_("Cost"), currency=currency, least=0)),
                ),
            ),
        ),
        FormSection(
            N_("Members"),
            ((("view_id", view),), (("note", NoteField(theme, N_("Note"), lines=3, max_length=4000)),)),
        ),
    ]
