"""What the lints say, case by case; that page and code agree; and that they are pure."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.pipeline.assess import LINTS, assess
from cleancopy.pipeline.assess.lints.draft import LONGEST, MOST
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.recipe import Recipe
from cleancopy.show import lints_page
from tests.batches import folded
from tests.kits import SEEDS, needs_seeds

ROOT = Path(__file__).parents[3]
SEVERITIES = {lint.code: tuple(lint.severities) for lint in LINTS}
CASES = tomllib.loads((Path(__file__).parent / "lints.toml").read_text("utf-8"))["case"]


def batch(cases: list[dict[str, Any]]) -> Batch:
    texts = [re.sub(r"\n+", "\n\n", case["text"].strip("\n")) or None for case in cases]
    made = folded(texts, [case.get("title") for case in cases], [case.get("language", "en") for case in cases])
    return made.with_docs(reading_minutes_stated=pa.array([case.get("minutes") for case in cases], pa.int32()))


def warnings(made: Batch) -> list[dict[str, Any]]:
    return assess(made, Recipe()).warnings.to_pylist()


def name(case: dict[str, Any]) -> str:
    return f"{case['code']}: {case['why']}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_lint_says_what_the_table_expects(case: dict[str, Any]) -> None:
    found = [row for row in warnings(batch([case])) if row["code"] == case["code"]]
    assert [f"{row['severity']} {row['paragraph'] or '-'}" for row in found] == case["expect"], found
    if "evidence" in case:
        assert found[0]["evidence"] == case["evidence"]


def test_every_code_has_two_examples_and_two_near_misses() -> None:
    hits = Counter(case["code"] for case in CASES if case["expect"])
    misses = Counter(case["code"] for case in CASES if not case["expect"])
    assert {code: (hits[code] >= 2, misses[code] >= 2) for code in SEVERITIES} == dict.fromkeys(
        SEVERITIES, (True, True)
    )


def test_every_severity_of_a_code_has_an_example() -> None:
    said = {(case["code"], line.split()[0]) for case in CASES for line in case["expect"]}
    assert said == {(code, severity) for code, severities in SEVERITIES.items() for severity in severities}


def test_warnings_are_the_same_alone_and_in_any_batch() -> None:
    def plain(rows: list[dict[str, Any]], doc: int) -> list[dict[str, Any]]:
        return [{**row, "doc": 0} for row in rows if row["doc"] == doc]

    together, backwards = warnings(batch(CASES)), warnings(batch(CASES[::-1]))
    for at, case in enumerate(CASES):
        alone = warnings(batch([case]))
        assert plain(together, at) == alone == plain(backwards, len(CASES) - 1 - at)


SNIPPETS = [case["text"] for case in CASES] + list("\"“”„«»'.,<{[&-\n")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.lists(st.sampled_from(SNIPPETS), max_size=6).map("".join),
            st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=120),
        ),
        max_size=3,
    )
)
def test_no_text_makes_a_lint_raise(texts: list[str]) -> None:
    for row in warnings(folded(texts, titles=texts)):
        assert row["severity"] in SEVERITIES[row["code"]]
        assert row["evidence"] and len(row["evidence"]) <= LONGEST
        assert row["paragraph"] is None or row["paragraph"] >= 1


HEAVY = {
    "marks that never close": "“ a " * 50_000,
    "every mark there is": '“"”„«»' * 20_000,
    "arrows": "» " * 50_000,
    "one sentence over and over": "The cat sat on the mat with a big red hat today. " * 4_000,
    "one sentence with a counter": "".join(f"Line {n} says that the cat sat on the big red mat. " for n in range(3000)),
    "sentences of one vocabulary": "".join(
        f"{' '.join(f'w{(n * 7 + m * m) % 211}' for m in range(99))}. " for n in range(400)
    ),
    "one word without end": "a" * 200_000 + " foo. bar",
    "exclamation without end": "!" * 100_000 + "a",
    "tags that never close": "<br " * 50_000,
    "no capitals": "foo. bar " * 20_000,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    assess(folded([text]), Recipe())
    assert time.process_time() - began < 5  # a quadratic step would take minutes


def test_a_page_full_of_faults_gets_a_bounded_list() -> None:
    rows = warnings(folded(["\n\n".join(f"Fault <br> number {n}" for n in range(5 * MOST))]))
    assert Counter(row["code"] for row in rows)["markup_left"] == MOST


def test_joined_lines_are_one_paragraph() -> None:
    made = folded(["“The bridge is\n\nopen,” she said.\n\nGood."])
    made = made.with_lines(
        paragraph=pa.array([1, None, 1, None, 2], pa.int32()),
        glue=pa.array(["break", None, "space", None, "break"], pa.string()),
    )
    assert [row for row in warnings(made) if row["code"] == "unbalanced_quote"] == []


def test_the_page_names_each_code_once_and_the_code_knows_those_of_other_stages() -> None:
    others = lints_page.OTHERS
    assert len({*others, *SEVERITIES}) == len(others) + len(LINTS)
    source = "".join(path.read_text("utf-8") for path in (ROOT / "cleancopy").rglob("*.py") if path.parts[-2] != "show")
    assert [code for code in others if f'"{code}"' not in source] == []


@needs_seeds
def test_the_seeds_get_exactly_the_warnings_that_an_editor_gave_them() -> None:
    gold = json.loads((SEEDS / "gold.json").read_text("utf-8"))["documents"]
    bodies = ["\n\n".join(line["text"] for line in doc["lines"] if line["disposition"] == "body") for doc in gold]
    rows = warnings(folded(bodies, [doc["metadata"]["title"] for doc in gold]))
    for at, doc in enumerate(gold):
        expected = [
            (entry["id"], entry["paragraphs"][0], entry["evidence"])
            for entry in doc["warnings"]
            if entry["severity"] == "warning" and entry["id"] in SEVERITIES
        ]
        found = [row for row in rows if row["doc"] == at and row["severity"] == "warning"]
        assert sorted((row["code"], row["paragraph"]) for row in found) == sorted(entry[:2] for entry in expected)
        for code, paragraph, evidence in expected:
            assert any(
                evidence in row["evidence"] for row in found if (row["code"], row["paragraph"]) == (code, paragraph)
            )
