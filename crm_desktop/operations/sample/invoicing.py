"""The invoices of the sample's contracts: one for each payment, now and then a void one, and credit notes."""

from datetime import date, timedelta

from crm_desktop.core.money import rounded_part
from crm_desktop.models import Invoice
from crm_desktop.models.contract import COMMERCIAL, ISSUED, ORDINARY, SPECIAL, VOID
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_money import CORRECTED


def issue(scene: Scene, client: Client, contract: Row, amount: int, on: date) -> None:
    """The invoice of a payment; a few had a wrong title, and were issued anew the next day."""
    row = _invoice(scene, client, contract, amount, on)
    next_day = scene.days.coming(on + timedelta(days=1))
    if scene.money.chance(0.04) and next_day <= scene.days.last:
        at_ms = scene.days.at(scene.money, next_day, 9)
        row |= {"status": VOID, "voided_on": next_day}
        scene.note(Invoice, str(row["id"]), "status", VOID, next_day, at_ms, client.owner_id, scene.money)
        row = _invoice(scene, client, contract, amount, next_day)
    scene.invoiced[str(contract["id"])] = row


def credit(scene: Scene, client: Client, contract_id: str, amount: int, on: date) -> None:
    """The credit note for what was given back, which corrects the last invoice."""
    invoice = scene.invoiced.get(contract_id)
    if invoice is None:
        return
    tax = rounded_part(int(invoice["tax_minor"]), amount, int(invoice["amount_minor"]))
    at_ms = max(scene.days.at(scene.money, on, 16), int(invoice["created_at"]) + 60_000)
    row = {name: value for name, value in invoice.items() if name not in ("number", "voided_on")}
    row |= {"id": scene.money.id_at(at_ms), "amount_minor": -amount, "tax_minor": -tax, "issued_on": on}
    row |= {"corrects_id": invoice["id"], "created_at": at_ms, "note": CORRECTED[client.language]}
    scene.rows.add(Invoice, row)


def _invoice(scene: Scene, client: Client, contract: Row, amount: int, on: date) -> Row:
    at_ms = max(scene.days.at(scene.money, on), int(contract["created_at"]) + 60_000)
    tax = sum(int(line["tax_minor"]) for line in scene.served[str(contract["id"])])
    title = client.row.get("invoice_title") or client.row["name"]
    kind = COMMERCIAL if client.english else SPECIAL if client.weight > 1 else ORDINARY
    row: Row = {"id": scene.money.id_at(at_ms), "kind": kind, "status": ISSUED, "customer_id": client.id}
    row |= {"contract_id": contract["id"], "owner_id": client.owner_id, "issued_on": on, "heading": title}
    row |= {"amount_minor": amount, "tax_minor": rounded_part(tax, amount, int(contract["amount_minor"]))}
    row |= {"tax_number": client.row.get("tax_number"), "currency": contract["currency"], "created_at": at_ms}
    return scene.rows.add(Invoice, row)
