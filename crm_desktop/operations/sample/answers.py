"""What customers of the sample answered to its surveys: most are content, those who left were not."""

from datetime import date, timedelta

from crm_desktop.models import Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.survey import CHOICE, RECOMMEND, SCORE
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import SUGGESTIONS, SURVEYS

_CHANNEL = Weighted(("phone", 50), ("paper", 34), ("email", 16))
# How long ago each survey began, and how likely a customer answers it in half a year.
_RUNS = ((540, 0.3), (400, 0.12))
_WAVE_DAYS = 180


def found_surveys(scene: Scene) -> None:
    """The surveys of the firm with their questions."""
    luck, days = scene.luck, scene.days
    for (name, introduction, questions), (ago, _) in zip(SURVEYS, _RUNS, strict=True):
        starts_on = days.working(days.today - timedelta(days=ago))
        at_ms = days.at(luck, starts_on, 8)
        survey: Row = {"id": luck.id_at(at_ms), "name": name, "introduction": introduction, "starts_on": starts_on}
        scene.rows.add(Survey, survey | {"owner_id": scene.firm.users["zhang"], "created_at": at_ms})
        asked: list[Row] = []
        for position, (kind, text, weight, options) in enumerate(questions):
            row: Row = {"id": luck.id_at(at_ms), "survey_id": survey["id"], "position": position, "kind": kind}
            row |= {"text": text, "options": options, "weight_e6": weight * 1_000_000 if weight else None}
            asked.append(dict(scene.rows.add(SurveyQuestion, row)))
        scene.surveys.append((str(survey["id"]), starts_on, asked))


def make_answers(scene: Scene, client: Client) -> None:
    """What one customer who bought said, perhaps again half a year later."""
    luck, days = scene.luck, scene.days
    if not client.ordered_on or client.kind == CONSUMER:
        return
    felt = min(1.0, max(0.0, 0.74 + 0.12 * luck.normal() - (0.3 if client.quits_on else 0.0)))
    for (survey_id, starts_on, questions), (_, likely) in zip(scene.surveys, _RUNS, strict=True):
        on = starts_on + timedelta(days=luck.between(0, _WAVE_DAYS))
        while on <= days.last:
            day = days.working(on)
            if luck.chance(likely * client.fullness**2) and max(client.created_on, min(client.ordered_on)) < day:
                _respond(scene, client, survey_id, questions, day, felt)
            felt = min(1.0, max(0.0, felt + 0.06 * luck.normal()))
            on += timedelta(days=_WAVE_DAYS)


def _respond(scene: Scene, client: Client, survey_id: str, questions: list[Row], day: date, felt: float) -> None:
    luck = scene.luck
    at_ms = scene.days.at(luck, day)
    response: Row = {"id": luck.id_at(at_ms), "survey_id": survey_id, "customer_id": client.id, "answered_on": day}
    response |= {"contact_id": client.people[0]["id"] if client.people else None, "channel": _CHANNEL.draw(luck)}
    scene.rows.add(SurveyResponse, response | {"taken_by_id": luck.pick(scene.firm.service_people)})
    for question in questions:
        number, said = _answer(scene, client, question, felt)
        if number is None and said is None:
            continue
        ids = str(response["id"]), str(question["id"])
        answer: Row = {"id": SurveyAnswer.id_of(*ids), "response_id": ids[0], "question_id": ids[1]}
        scene.rows.add(SurveyAnswer, answer | {"number": number, "said": said})


def _answer(scene: Scene, client: Client, question: Row, felt: float) -> tuple[int | None, str | None]:
    luck, kind = scene.luck, question["kind"]
    if kind in (SCORE, RECOMMEND):
        low, high = (1, 5) if kind == SCORE else (0, 10)
        # Who is content says so more readily to others than with a grade.
        given = felt if kind == SCORE else felt + 0.12
        number = round(low + (high - low) * given + luck.normal() * (high - low) * 0.09)
        return min(high, max(low, number)), None
    if kind == CHOICE:
        options = str(question["options"]).split("\n")
        place = luck.between(1, len(options))
        return place, options[place - 1]
    return None, luck.pick(SUGGESTIONS[client.language]) if luck.chance(0.25) else None
