"""How wide the columns of a record table are in the room there is: which give way first, and which never do."""

from collections.abc import Mapping, Sequence

from crm_desktop.ui.widgets.record_table_cells import Column, Kind

_STATUS_PART = 0.8


def fitted_widths(
    columns: Sequence[Column], wished: Mapping[str, int], room: int, scale: float = 1.0
) -> dict[str, int]:
    """The width of each column by its key, so that all fit if they can.

    The stretching column takes what is left over. Where room is short quiet texts give way first, then other texts,
    then states; amounts, figures and dates are never cut.
    """
    widths = {each.key: wished[each.key] for each in columns}
    stretching = next((each for each in columns if each.stretches), None)
    if stretching is None:
        return widths
    widths[stretching.key] = round(stretching.min_width * scale)
    for group in _givers(columns):
        lacking = sum(widths.values()) - room
        slack = {each.key: max(0, widths[each.key] - round(_least(each) * scale)) for each in group}
        if lacking <= 0 or not any(slack.values()):
            continue
        part = min(1.0, lacking / sum(slack.values()))
        for key, most in slack.items():
            widths[key] -= round(most * part)
    widths[stretching.key] += max(0, room - sum(widths.values()))
    return widths


def _givers(columns: Sequence[Column]) -> tuple[list[Column], ...]:
    others = [each for each in columns if not each.stretches]
    texts = [each for each in others if each.kind is Kind.TEXT]
    return (
        [each for each in texts if each.is_quiet],
        [each for each in texts if not each.is_quiet],
        [each for each in others if each.kind is Kind.STATUS],
    )


def _least(column: Column) -> float:
    return column.width * _STATUS_PART if column.kind is Kind.STATUS else min(column.width, column.min_width)
