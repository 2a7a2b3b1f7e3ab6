"""The promises of the style sheets: contrast of every pair, old browsers, weight, and one set of tokens."""

import re
from pathlib import Path

import pytest

import portal.theme

FOLDER = Path(portal.theme.__file__).parent / "static" / "theme"
PORTAL = (FOLDER / "portal.css").read_text()
ADMIN = (FOLDER / "admin.css").read_text()

TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "mist"),
    ("ink", "light"),
    ("ink", "amber-light"),
    ("ink", "cinnabar-light"),
    ("soft", "paper"),
    ("soft", "mist"),
    ("soft", "light"),
    ("pine", "paper"),
    ("pine", "mist"),
    ("pine", "light"),
    ("cinnabar", "paper"),
    ("cinnabar", "cinnabar-light"),
    ("amber", "paper"),
    ("amber", "amber-light"),
    ("on-fill", "fill"),
    ("on-fill", "alarm"),
    ("on-bar", "deep"),
]
EDGE_PAIRS = [("edge", "paper"), ("edge", "mist"), ("amber-bar", "paper"), ("pine", "paper")]


def tokens(css: str, after: str) -> dict[str, str]:
    """Return the colour tokens of the first block after a text."""
    block = css[css.index("{", css.index(":root", css.index(after))) :]
    return dict(re.findall(r"--gk-([\w-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


MODES = {
    "light": tokens(PORTAL, ":root"),
    "dark": tokens(PORTAL, "prefers-color-scheme: dark"),
    "contrast": tokens(PORTAL, "prefers-contrast: more"),
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(mode: str, pair: tuple[str, str]) -> None:
    needed = 7 if mode == "contrast" else 4.5
    assert contrast(*(MODES[mode][name] for name in pair)) >= needed


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="-on-".join)
def test_borders_and_bars_can_be_seen(mode: str, pair: tuple[str, str]) -> None:
    assert contrast(*(MODES[mode][name] for name in pair)) >= 3


def test_every_mode_defines_the_same_colours() -> None:
    assert MODES["light"].keys() == MODES["dark"].keys() == MODES["contrast"].keys()


def test_the_admin_has_the_same_tokens() -> None:
    assert tokens(ADMIN, ":root") == MODES["light"]
    dark = ADMIN[ADMIN.index(".w-theme-dark {") :]
    assert dict(re.findall(r"--gk-([\w-]+): (#[0-9a-f]{6})", dark[: dark.index("}")])) == MODES["dark"]


def test_the_admin_has_the_same_shared_components() -> None:
    shared = re.compile(r"^\.gk-(?:badge|clock progress|steps|field|meta|doc p|notice)[^\n]*$", re.MULTILINE)
    assert set(shared.findall(PORTAL)) <= set(ADMIN.splitlines())


@pytest.mark.parametrize("css", [PORTAL, ADMIN], ids=["portal", "admin"])
def test_browsers_of_2020_understand_it(css: str) -> None:
    for modern in (
        ":has(",
        ":is(",
        ":where(",
        "light-dark(",
        "color-mix(",
        "@container",
        "@layer",
        "inset:",
        "aspect-ratio",
    ):
        assert modern not in css
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert not re.search(r"[{;]\s*&", rules), "nesting"
    assert rules.count("{") == rules.count("}")


@pytest.mark.parametrize("css", [PORTAL, ADMIN], ids=["portal", "admin"])
def test_nothing_is_fetched_from_elsewhere(css: str) -> None:
    assert "url(" not in css
    assert "@import" not in css


def test_every_custom_property_is_defined() -> None:
    for css in (PORTAL, ADMIN):
        used = set(re.findall(r"var\((--gk-[\w-]+)", css))
        assert used <= set(re.findall(r"(--gk-[\w-]+):", css))


def test_the_public_style_sheet_weighs_little() -> None:
    assert len(PORTAL.encode()) < 40_000
