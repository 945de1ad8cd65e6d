"""How wide the columns of a record table are in the room there is: which give way first, and which never do."""

from collections.abc import Collection, Mapping, Sequence

from crm_desktop.ui.widgets.record_table_cells import Column, Kind

# How much wider than declared a wide list makes its texts before the stretching column takes all the rest.
ROOMY = 1.5
# And how much wider the stretching column becomes before those texts do.
_STRETCHED = 1.25


def fitted_widths(
    columns: Sequence[Column],
    wished: Mapping[str, int],
    least: Mapping[str, int],
    room: int,
    kept_by_user: Collection[str] = (),
    *,
    roomy: Mapping[str, int] | None = None,
    may_leave: bool = True,
) -> dict[str, int]:
    """The width of each column by its key, so that all fit if they can; a column left out has no width.

    Where not even the least widths fit, the columns that give way leave one by one, so that the others stay readable.
    What is left over goes to the stretching column, or to the first one when that had to leave; of plenty, texts get
    what long names need first (at most `roomy`), except those whose width the user drew. Without `may_leave` the list
    is as wide as its columns need: those the user chose are never left out.
    """
    kept = _kept(columns, least, room) if may_leave else list(columns)
    widths = {each.key: wished[each.key] for each in kept}
    taker = next((each for each in kept if each.stretches), None) or (kept[0] if len(kept) < len(columns) else None)
    if taker is None:
        return widths
    if taker.stretches:
        widths[taker.key] = least[taker.key]
    for group in _givers(kept):
        lacking = sum(widths.values()) - room
        slack = {each.key: max(0, widths[each.key] - least[each.key]) for each in group}
        if lacking <= 0 or not any(slack.values()):
            continue
        part = min(1.0, lacking / sum(slack.values()))
        for key, most in slack.items():
            widths[key] -= round(most * part)
    if taker.stretches:
        reserved = round(_STRETCHED * wished[taker.key]) - widths[taker.key]
        texts = [
            each for each in kept if each.kind is Kind.TEXT and not each.stretches and each.key not in kept_by_user
        ]
        full = {each.key: (roomy or {}).get(each.key, round(ROOMY * widths[each.key])) for each in texts}
        _give_texts_room(full, widths, room - reserved)
    widths[taker.key] += max(0, room - sum(widths.values()))
    return widths


def _give_texts_room(most: Mapping[str, int], widths: dict[str, int], room: int) -> None:
    wanted = {key: max(0, roomy - widths[key]) for key, roomy in most.items()}
    part = min(1.0, max(0, room - sum(widths.values())) / max(1, sum(wanted.values())))
    for key, more in wanted.items():
        widths[key] += int(more * part)


def _kept(columns: Sequence[Column], least: Mapping[str, int], room: int) -> list[Column]:
    kept = list(columns)
    while sum(least[each.key] for each in kept) > room:
        # Of equals the last one leaves: columns stand in the order of their weight.
        leaving = max(reversed(kept), key=lambda each: each.gives_way, default=None)
        if leaving is None or not leaving.gives_way:
            break
        kept.remove(leaving)
    return kept


def _givers(columns: Sequence[Column]) -> tuple[list[Column], ...]:
    """Quiet texts give way before other texts; states, amounts, figures and dates are never cut."""
    texts = [each for each in columns if each.kind is Kind.TEXT and not each.stretches]
    return [each for each in texts if each.is_quiet], [each for each in texts if not each.is_quiet]
