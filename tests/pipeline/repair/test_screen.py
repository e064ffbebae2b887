"""The screen in front of ftfy: it may let through too much, never too little."""

from __future__ import annotations

import gzip
import json
import random

import ftfy
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.repair.ftfy_line import CONFIG, SCREEN, mend_line
from cleancopy.pipeline.scan.columns import matching
from tests.kits import PAGES, needs_pages
from tests.pipeline.repair.broken import LINES_OF_TEXT, SUSPECTS, random_lines

pytestmark = pytest.mark.slow


def missed(lines: list[str]) -> list[str]:
    """Lines that ftfy changes and the screen holds back."""
    passed = matching(pa.array(lines, pa.string()), SCREEN).tolist()
    held = {line for line, goes in zip(lines, passed, strict=True) if not goes}
    return [line for line in held if ftfy.fix_text(line, CONFIG) != line]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT, min_size=1, max_size=20))
def test_no_line_that_ftfy_changes_is_held_back(lines):
    assert missed(lines) == []


def test_no_line_that_ftfy_changes_is_held_back_among_many_with_a_fresh_seed():
    seed = random.SystemRandom().randrange(1 << 32)
    assert missed(random_lines(20_000, seed)) == [], f"seed {seed}"


def test_no_pair_or_triple_of_suspects_is_held_back():
    pairs = [a + b for a in SUSPECTS for b in SUSPECTS[:: max(1, len(SUSPECTS) // 60)]]
    ends = [f"{a}{b}" for a in SUSPECTS for b in (" ", "a", "Z", "\xa0", "")]
    assert missed(pairs + ends + [f"x {p} y" for p in ends]) == []


@needs_pages
def test_no_line_of_real_pages_that_ftfy_changes_is_held_back():
    lines: list[str] = []
    for path in sorted((PAGES / "cases" / "dev").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as cases:
            for case in cases:
                page = json.loads(case)["raw_text_semi"].encode("utf-8", "replace").decode()
                lines += [line for line in page.split("\n") if not line.isascii()]
    assert missed(lines[:100_000]) == []


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("page", ["latin-1", "cp1252", "cp1250", "cp1251", "mac_roman"])
def test_layers_of_mojibake_come_off(page, layers):
    line = broken = "Le préfet a déjà reçu l’équipe : 12 € de plus, “c’est fini”."
    for _ in range(layers):
        try:
            broken = broken.encode("utf-8").decode(page)
        except UnicodeDecodeError:
            pytest.skip("this code page cannot hold so many layers")
    if page in ("cp1250", "cp1251", "mac_roman") and layers > 1:
        pytest.skip("ftfy undoes one layer of the rarer pages")
    assert mend_line(broken) == line
