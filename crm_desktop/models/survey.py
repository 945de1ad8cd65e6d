"""Surveys: questions put to customers, and the answers entered from paper or telephone."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields

SCORE, RECOMMEND, CHOICE, TEXT = "score", "recommend", "choice", "text"
QUESTION_KINDS = (SCORE, RECOMMEND, CHOICE, TEXT)


class Survey(Synced):
    """A set of questions that is asked from a day to a day, perhaps within a campaign."""

    __tablename__ = "survey"
    __title__ = N_("Survey")
    __search__ = SearchFields(kind="survey", title="name", names=("name",), words=("introduction",))

    name: Mapped[str] = titled(N_("Name"))
    introduction: Mapped[str | None] = titled(N_("Introduction"))
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    starts_on: Mapped[date | None] = titled(N_("Starts"))
    ends_on: Mapped[date | None] = titled(N_("Ends"))
    created_at: Mapped[int] = titled(N_("Created"))


class SurveyQuestion(Synced):
    """A question: a score from 1 to 5, a recommendation from 0 to 10, one of the options (a line each), or a text."""

    __tablename__ = "survey_question"
    __title__ = N_("Question")

    survey_id: Mapped[str] = ref(N_("Survey"), "survey", index=True)
    position: Mapped[int] = titled(N_("Position"), default=0)
    kind: Mapped[str] = titled(N_("Kind"), default=SCORE)
    text: Mapped[str] = titled(N_("Question"))
    options: Mapped[str | None] = titled(N_("Options"))
    weight_e6: Mapped[int | None] = titled(N_("Weight"))


class SurveyResponse(Synced):
    """What one customer answered on a day, and who asked."""

    __tablename__ = "survey_response"
    __title__ = N_("Response")
    __table_args__ = (
        Index(None, "survey_id", "answered_on"),
        Index(None, "customer_id", "answered_on"),
        Index(None, "deleted", "id"),
    )

    survey_id: Mapped[str] = ref(N_("Survey"), "survey")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    answered_on: Mapped[date] = titled(N_("Answered"))
    channel: Mapped[str | None] = titled(N_("Channel"))
    taken_by_id: Mapped[str | None] = ref(N_("Asked by"), "app_user")
    note: Mapped[str | None] = titled(N_("Note"))


class SurveyAnswer(Synced):
    """The answer to one question."""

    __tablename__ = "survey_answer"
    __title__ = N_("Answer")
    __sync_groups__ = (("number", "said"),)
    __table_args__ = (
        Index(None, "response_id"),
        Index(None, "question_id", "number"),
        # What the score of a survey is made of.
        Index(None, "question_id", "deleted", "number", "response_id"),
    )

    response_id: Mapped[str] = ref(N_("Response"), "survey_response")
    question_id: Mapped[str] = ref(N_("Question"), "survey_question")
    number: Mapped[int | None] = titled(N_("Score"))
    said: Mapped[str | None] = titled(N_("Text"))

    @staticmethod
    def id_of(response_id: str, question_id: str) -> str:
        """The id of this response's answer to this question."""
        return derived_id("survey_answer", response_id, question_id)
