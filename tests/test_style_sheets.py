"""The style sheets keep to the tokens: distances on the grid of 4 px, and type in the sizes of the scale."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[1] / "sambruk_crm").rglob("*.css"))
DECLARATION = re.compile(r"(?:^|[{;\s])([a-z-]+)\s*:\s*([^;{}]+)")
DISTANCE = re.compile(r"(padding|margin|gap|row-gap|column-gap|inset|top|right|bottom|left)(-[a-z-]+)?")
LENGTH = re.compile(r"(?<![\w.-])-?(\d*\.?\d+)(rem|px)\b")
STEP, REM = 4, 16
SIZES = re.compile(r"var\(--font-size-\d\)|inherit|0")


def declared(sheet: Path) -> Iterator[tuple[str, str]]:
    """Return the properties of a sheet with their values."""
    for found in DECLARATION.finditer(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)):
        yield found[1], found[2].strip()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_distances_are_on_the_grid(sheet: Path) -> None:
    off = [
        f"{name}: {value}"
        for name, value in declared(sheet)
        if DISTANCE.fullmatch(name)
        for number, unit in LENGTH.findall(value)
        if float(number) * (REM if unit == "rem" else 1) % STEP
    ]

    assert off == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_type_has_a_size_of_the_scale(sheet: Path) -> None:
    assert [value for name, value in declared(sheet) if name == "font-size" and not SIZES.fullmatch(value)] == []
