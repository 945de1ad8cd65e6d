"""What the firm of the sample made its own: a kind of record for instruments in use, and a rule of a field."""

from datetime import timedelta

from crm_desktop.core.ids import derived_id
from crm_desktop.models import CustomField, CustomKind, CustomRecord, CustomValue, FieldRule
from crm_desktop.models.customer import COMPANY
from crm_desktop.models.customising import UNIQUE, own_kind
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Dice
from crm_desktop.operations.sample.rows import Row, Rows
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import OWN_FIELDS, OWN_KIND, PLACES, WARRANTY_DAYS


def found_own(rows: Rows, dice: Dice, at_ms: int) -> str:
    """The kind and the rule; gives the id of the kind."""
    code, name_en, name_zh, plural_en = OWN_KIND
    kind: Row = {"id": dice.id_at(at_ms), "code": code, "name_en": name_en, "name_zh": name_zh, "icon": "package"}
    rows.add(CustomKind, kind | {"plural_en": plural_en})
    for position, (name_en, name_zh, sort) in enumerate(OWN_FIELDS):
        field: Row = {"id": _field_id(str(kind["id"]), name_en), "record_kind": own_kind(str(kind["id"]))}
        field |= {"code": name_en, "name_en": name_en, "name_zh": name_zh, "type": sort, "position": position}
        rows.add(CustomField, field)
    rule: Row = {"id": dice.id_at(at_ms), "record_kind": "customer", "fields": "tax_number", "effect": UNIQUE}
    rows.add(FieldRule, rule)
    return str(kind["id"])


def make_instruments(scene: Scene, client: Client) -> None:
    """Some of what stands at a customer, by serial number."""
    luck = scene.luck
    if client.kind != COMPANY or not client.ordered_on or not luck.chance(0.3 * client.fullness**2):
        return
    for _ in range(luck.between(1, 3)):
        article = luck.pick(scene.firm.articles[luck.pick(client.topics)])
        on = luck.pick(client.ordered_on)
        row: Row = {"id": luck.id_at(scene.days.at(luck, on)), "kind_id": scene.instrument_id, "created_on": on}
        row |= {"name": article.spoken(english=client.english), "number": f"{article.model}-{luck.digits(6)}"}
        scene.rows.add(CustomRecord, row | {"customer_id": client.id, "owner_id": client.row["owner_id"]})
        until = on + timedelta(days=WARRANTY_DAYS)
        values = (until.isoformat(), PLACES[client.english][len(row["number"]) % 2])
        for (name_en, _, _), text in zip(OWN_FIELDS, values, strict=True):
            field_id = _field_id(scene.instrument_id, name_en)
            value: Row = {"id": CustomValue.id_of(row["id"], field_id), "field_id": field_id, "text_value": text}
            scene.rows.add(CustomValue, value | {"record_kind": own_kind(scene.instrument_id), "record_id": row["id"]})


def _field_id(kind_id: str, name: str) -> str:
    """Follows from the kind, so that no chance is taken for it."""
    return derived_id("custom_field", kind_id, name)
