"""What a reader must know before trusting the sums of a report: the deals that are not in them."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import Translator
from crm_desktop.reports.figures import Report


def caveats(report: Report, speak: Translator) -> list[str]:
    """A sentence for each currency whose deals are left out of the amounts."""
    return [
        speak.tn(
            "{number} deal in {currency} has no exchange rate and is not in the amounts.",
            "{number} deals in {currency} have no exchange rate and are not in the amounts.",
            each.deals,
            number=formats.integer(each.deals),
            currency=each.currency,
        )
        for each in report.left_out
    ]
