"""What moves on screen can be kept from moving."""

from tests.architecture.sources import sources

_MOVES = {"QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QMovie", "QGraphicsOpacityEffect"}


def test_whatever_moves_asks_for_how_long_it_may() -> None:
    asking = [
        each for each in sources() if each.within("ui") and any(name in _MOVES for _on, name, _call in each.calls())
    ]
    assert [each.name for each in asking] == ["ui/board/ghost.py"]
    for each in asking:
        assert ("motion", "duration") in {(on, name) for on, name, _call in each.calls()}, each.name


def test_no_bar_of_progress_runs_to_and_fro() -> None:
    """Qt moves the bar of a range of nothing for as long as it is shown."""
    for each in sources():
        for _on, name, call in each.calls():
            limits = [getattr(argument, "value", None) for argument in call.args]
            assert (name, limits) != ("setRange", [0, 0]), each.at(call)
