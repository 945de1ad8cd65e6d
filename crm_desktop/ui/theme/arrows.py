"""Tinted image files, because a style sheet can show an arrow or a tick only from a file."""

from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.paths import replacing
from crm_desktop.ui.theme.icons import Icons
from crm_desktop.ui.theme.tokens import Tokens


@dataclass(frozen=True)
class Arrows:
    """Where the images of the style sheet lie; Qt finds the @2x file beside each."""

    down: str
    down_disabled: str
    left: str
    left_disabled: str
    right: str
    right_disabled: str
    check: str


def write_arrows(tokens: Tokens, size: int, folder: Path, icons: Icons) -> Arrows:
    """Write the images of one theme in one size unless they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    return Arrows(
        down=_write(icons, folder, "chevron-down", size, tokens.text2),
        down_disabled=_write(icons, folder, "chevron-down", size, tokens.text3),
        left=_write(icons, folder, "chevron-left", size, tokens.text2),
        left_disabled=_write(icons, folder, "chevron-left", size, tokens.strong_line),
        right=_write(icons, folder, "chevron-right", size, tokens.text2),
        right_disabled=_write(icons, folder, "chevron-right", size, tokens.strong_line),
        check=_write(icons, folder, "check", size, tokens.accent_text),
    )


def _write(icons: Icons, folder: Path, name: str, size: int, colour: str) -> str:
    plain = folder / f"{name}-{size}-{colour.lstrip('#').lower()}.png"
    for ratio, path in ((1.0, plain), (2.0, plain.with_name(f"{plain.stem}@2x.png"))):
        if not path.exists():
            with replacing(path) as unfinished:
                icons.pixmap(name, size, colour, ratio).save(str(unfinished), "PNG")
    return plain.as_posix()
