"""The pass over bytes in front of the patterns: it may let through too much, never too little."""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.repair import mend
from cleancopy.pipeline.repair.codecs import TWO_IN_A_ROW
from cleancopy.pipeline.repair.controls import SCREEN as CONTROLS
from cleancopy.pipeline.repair.entities import SCREEN as ENTITIES
from cleancopy.pipeline.repair.ftfy_line import SCREEN
from cleancopy.pipeline.repair.legacy import SCREEN as LEGACY
from cleancopy.pipeline.repair.remnants import SCREEN as REMNANTS
from cleancopy.pipeline.repair.seen import LONE, rows_to_look_at
from cleancopy.pipeline.repair.stage import FEW
from cleancopy.pipeline.repair.verdict import LOST, WRECK
from cleancopy.pipeline.scan.rank import BLOCK
from tests.pipeline.repair.broken import LINES_OF_TEXT, PLAIN

PATTERNS = (SCREEN, ENTITIES, CONTROLS, WRECK, LOST, TWO_IN_A_ROW, REMNANTS, LEGACY)
ASCII = [chr(c) for c in (9, *range(32, 127)) if chr(c) != "&"]


def reach(pattern, before: set[str]) -> set[str]:
    """How a match may end ("ascii" or "lone") in lines of ASCII and lone characters, no two of these in a row."""
    for kind, value in pattern:
        if kind is op.AT:
            continue
        if kind is op.SUBPATTERN:
            before = reach(value[3], before)
        elif kind is op.BRANCH:
            before = set().union(*(reach(branch, before) for branch in value[1]))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, inner = value
            for _ in range(low):
                before = reach(inner, before)
            for _ in range(min(high - low, 2)):
                before = before | reach(inner, before)
        else:
            assert kind in (op.IN, op.LITERAL, op.NOT_LITERAL, op.ANY), kind
            one = re.compile(_again(kind, value))
            after = {"ascii"} if before and any(map(one.fullmatch, ASCII)) else set()
            if "ascii" in before and any(map(one.fullmatch, LONE)):
                after.add("lone")
            before = after
        if not before:
            break
    return before


def _again(kind, value) -> str:
    """One parsed item as a pattern again."""
    if kind is op.ANY:
        return "."
    if kind is not op.IN:
        return ("[^%s]" if kind is op.NOT_LITERAL else "%s") % re.escape(chr(value))
    categories = {op.CATEGORY_SPACE: r"\s", op.CATEGORY_DIGIT: r"\d", op.CATEGORY_WORD: r"\w"}
    said = ""
    for what, held in value:
        if what is op.NEGATE:
            said = "^"
        elif what is op.LITERAL:
            said += re.escape(chr(held))
        elif what is op.RANGE:
            said += f"{re.escape(chr(held[0]))}-{re.escape(chr(held[1]))}"
        else:
            said += categories[held]
    return f"[{said}]"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_matches_where_lone_characters_stand_alone(pattern):
    """A proof by walking through the pattern; it holds for whatever ftfy is installed."""
    python = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), pattern)
    assert reach(_parser.parse(python), {"ascii"}) == set()


def held_back(lines: list[str]) -> set[int]:
    return set(range(len(lines))) - set(rows_to_look_at(pa.array(lines, pa.string())).tolist())


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(LINES_OF_TEXT | st.lists(st.sampled_from([*LONE, *PLAIN])).map("".join), max_size=20))
def test_no_line_that_a_pattern_matches_is_held_back(lines):
    text = pa.array(lines, pa.string())
    for pattern in PATTERNS:
        matched = pc.match_substring_regex(text, pattern).to_pylist()
        assert not [lines[row] for row in held_back(lines) if matched[row]]


def test_lines_with_characters_standing_alone_are_held_back_wherever_a_block_ends():
    line = "“Crème” – it’s 5 € – plain"
    for shift in range(40):
        lines = ["x" * (BLOCK - shift), line, "\ttabs\tare text", "Â a", "a\x0b", "é\xa0è", line]
        assert held_back(lines) == {0, 1, 2, 6}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES_OF_TEXT, min_size=1, max_size=6))
def test_a_line_is_mended_the_same_among_few_and_among_many(lines):
    alone = [mend(pa.array([line], pa.string()))[0].as_py() for line in lines]
    assert mend(pa.array(lines * 2 * FEW, pa.string())).to_pylist() == alone * 2 * FEW
