"""Sketches become matplotlib figures, and these become pixels for the screen."""

from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from crm_desktop.reports.fonts import REGULAR, SEMIBOLD, face
from crm_desktop.reports.sketch import HALO, Box, Sketch, Stroke, Words

POINTS = 72.0

Fonts = dict[int, FontProperties]

# Unhinted letters are as wide as they were measured; hinted ones would run over the edge of the picture.
_SETTINGS: Any = {"path.simplify": False, "text.hinting": "no_hinting"}


def png(sketch: Sketch, ratio: float = 1.0) -> bytes:
    """The sketch as a PNG picture at the pixel ratio of a screen."""
    with rc_context(_SETTINGS):
        figure = figure_of(sketch, _screen_fonts(), ratio)
        target = BytesIO()
        figure.savefig(target, format="png", facecolor=sketch.style.background, metadata={"Software": None})
    return target.getvalue()


def figure_of(sketch: Sketch, fonts: Fonts, ratio: float = 1.0) -> Figure:
    """A matplotlib figure of the sketch's size and inset, without axes: the sketch has placed everything itself."""
    inset = sketch.style.inset
    width, height = sketch.width + 2 * inset, sketch.height + 2 * inset
    figure = Figure(figsize=(width / POINTS, height / POINTS), dpi=POINTS * ratio)
    FigureCanvasAgg(figure)
    figure.patch.set_visible(sketch.style.screen)
    place = Affine2D().translate(inset, inset - height).scale(1 / POINTS, -1 / POINTS) + figure.dpi_scale_trans
    for order, mark in enumerate(sketch.marks):
        artist = _artist(mark, fonts, place, sketch)
        artist.set_zorder(order)
        figure.add_artist(artist)
    return figure


def _artist(mark: Box | Stroke | Words, fonts: Fonts, place: Transform, sketch: Sketch) -> Artist:
    if isinstance(mark, Words):
        return _text(mark, fonts, place)
    # Edges of boxes and straight lines stay sharp on screen; slanted lines need smoothing.
    if isinstance(mark, Box):
        return Rectangle(
            (mark.x, mark.y),
            mark.width,
            mark.height,
            facecolor=mark.fill,
            linewidth=0,
            antialiased=not sketch.style.screen,
            transform=place,
        )
    xs, ys = zip(*mark.points, strict=True)
    straight = len(set(xs)) == 1 or len(set(ys)) == 1
    dash: Any = (0, [length / mark.width for length in mark.dash]) if mark.dash else "solid"
    return Line2D(
        xs,
        ys,
        color=mark.colour,
        linewidth=mark.width,
        linestyle=dash,
        antialiased=not (sketch.style.screen and straight),
        solid_capstyle="butt",
        solid_joinstyle="round",
        transform=place,
    )


def _text(words: Words, fonts: Fonts, place: Transform) -> Text:
    font = fonts[words.weight].copy()
    font.set_size(words.size)
    text = Text(
        words.x,
        words.y,
        words.text,
        color=words.colour,
        horizontalalignment=words.anchor,
        verticalalignment="baseline",
        fontproperties=font,
        parse_math=False,
        transform=place,
    )
    if words.halo:
        text.set_path_effects([withStroke(linewidth=HALO, foreground=words.halo)])
    return text


def _screen_fonts() -> Fonts:
    _register_screen_fonts()
    names = ["Inter", "Noto Sans SC"]
    return {weight: FontProperties(family=names, weight=weight) for weight in (REGULAR, SEMIBOLD)}


def _register_screen_fonts() -> None:
    known = {entry.fname for entry in fontManager.ttflist}
    for family in ("screen", "paper"):
        for weight in (REGULAR, SEMIBOLD):
            path = str(face(family, weight).path)
            if path not in known:
                fontManager.addfont(path)
