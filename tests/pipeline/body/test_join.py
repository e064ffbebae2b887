"""Which lines become one paragraph, and which never do."""

from __future__ import annotations

import textwrap

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.pipeline.body import join as paragraphs
from cleancopy.pipeline.body.join import join
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.tidy import tidy
from tests.batches import batch_of, speaking

RECIPE = Recipe()
FERRY = (
    "The first ferry in six weeks left the harbour on Monday morning with ninety passengers and a cargo of mail, the "
    "port authority said in a statement published on its website, and nobody on the quay was in a mood to complain "
    "about the timetable, the weather, the price of the coffee or the new colour of the funnel."
)
PIERS = (
    "Repairs to the landing stage had taken longer than planned because the divers found that the old piles were "
    "rotten below the line of the tide, so that every second one of them had to be drawn and replaced before winter, "
    "which kept two barges and a crane from the mainland busy for most of the autumn."
)
GERMAN = (
    "Die Instandsetzung der Anlegestelle dauerte wegen der morschen Pfähle deutlich länger als ursprünglich geplant, "
    "und die Verwaltungsgemeinschaft der Inseln musste das Unternehmen um eine Verlängerung der Genehmigung bitten, "
    "obwohl die Arbeiten auf dem Festland längst abgeschlossen waren."
)
POEM = """The boat that took the miller's son
across the bay to sea
came home without a single oar
and no one asked of me
what wind had blown or who had rowed
or where the boy might be."""


def joined(*documents: str, language: str | None = "en") -> list[list[str]]:
    """The paragraphs of each document, as the fold makes them; every line that is not blank is kept as body."""
    batch = tidy(repair(batch_of(documents), RECIPE), RECIPE)
    kept = [bool(text) for text in batch.lines.column("text").to_pylist()]
    batch = batch.with_lines(
        kept=pa.array(kept, pa.bool_()), role=pa.array(["body" if k else "blank" for k in kept], pa.string())
    )
    batch = join(speaking(batch, language), RECIPE)
    paragraphs: list[list[str]] = [[] for _ in documents]
    for row in batch.lines.to_pylist():
        mine = paragraphs[row["doc"]]
        assert (row["paragraph"] is None) == (row["glue"] is None) == (not row["kept"])
        if row["glue"] == "break":
            mine.append(row["text"])
        elif row["glue"]:
            mine[-1] += {"space": " ", "none": ""}[row["glue"]] + row["text"]
        if row["kept"]:
            assert row["paragraph"] == len(mine)
    return paragraphs


def wrapped(*paragraphs: str, width: int = 60, between: str = "\n\n") -> str:
    return between.join("\n".join(textwrap.wrap(p, width, break_on_hyphens=False)) for p in paragraphs)


@pytest.mark.parametrize(
    ("width", "between"), [(40, "\n\n"), (60, "\n\n"), (72, "\n\n"), (100, "\n\n"), (50, "\n"), (60, "\n"), (72, "\n")]
)
def test_paragraphs_wrapped_at_any_width_are_joined(width, between):
    assert joined(wrapped(FERRY, PIERS, FERRY, width=width, between=between)) == [[FERRY, PIERS, FERRY]]


def test_an_indented_first_line_opens_a_paragraph():
    text = "\n".join(textwrap.fill(p, 60, initial_indent="    ") for p in (FERRY, PIERS))
    assert joined(text) == [[FERRY, PIERS]]


def broken_in_two(text: str, before: str, after: str) -> str:
    """The text wrapped at the first width at which the last word made of these pieces falls on a line's end."""
    word = (before.removesuffix("-") + after) if before + after not in text else before + after
    words = text.split()
    last = max(i for i, w in enumerate(words) if w.startswith(word))
    for width in range(40, 110):
        lines = [""]
        for i, w in enumerate(words):
            if not lines[-1] or len(lines[-1]) + 1 + len(w) <= width:
                lines[-1] = f"{lines[-1]} {w}".strip()
            elif i == last and len(lines[-1]) + 1 + len(before) <= width:
                lines[-1] += f" {before}"
                lines.append(after + w.removeprefix(word))
            else:
                lines.append(w)
        if f"{before}\n{after}" in "\n".join(lines):
            return "\n".join(lines)
    raise AssertionError("no width breaks this word")


def test_a_word_broken_by_a_hyphen_is_whole_again_when_the_patterns_of_its_language_know_the_break():
    assert joined(broken_in_two(GERMAN, "Verwaltungsge-", "meinschaft"), language="de") == [[GERMAN]]


@pytest.mark.parametrize(("tail", "head"), [("engi-", "neers"), ("engin-", "eers")], ids=["American", "British"])
def test_a_word_is_whole_again_wherever_a_country_of_its_language_breaks_it(tail, head):
    text = f"{FERRY} The engineers stood at the rail of it and waved to a cheerful crowd on the pier."
    assert joined(broken_in_two(text, tail, head), language="en") == [[text]]


def test_a_word_that_the_document_writes_whole_elsewhere_needs_no_patterns():
    text = (
        f"{PIERS} The brynjolf piles were the worst of all, the men said, and in the end all of the old brynjolf piles "
        "broke in a single night of the very worst weather."
    )
    assert joined(broken_in_two(text, "bry-", "njolf"), language=None) == [[text]]


def test_a_hyphen_that_belongs_to_the_word_stays():
    text = f"{FERRY} A well-known captain stood at the rail of it and waved to a well-known crowd."
    assert joined(broken_in_two(text, "well-", "known")) == [[text]]


def test_ideographs_are_joined_without_a_space():
    text = (
        "市議会は火曜日に古い港の橋の補修工事を承認し工事は来年の春まで続くと発表したが住民は長い通行止めに不安を示している"
        * 3
    )
    lines = "\n".join(text[i : i + 24] for i in range(0, len(text), 24))
    assert joined(lines + "。", language="ja") == [[text + "。"]]


@pytest.mark.parametrize(
    "text",
    [
        POEM,
        f"{POEM}\n\n{POEM}\n\n{POEM}",
        "\n".join(["Q: Will you leave?", "A: No.", "Q: Ever?", "A: Ask me in June, when all of this is over."] * 4),
        "\n".join(f"- item number {n} of a list that is as long as the others" for n in range(12)),
        "\n".join(f"Team {n}      {n * 3}   {n * 7}   {n % 4}    {n * 11}" for n in range(10, 30)),
        "\n".join([FERRY, PIERS, FERRY.replace("ferry", "boat"), PIERS.replace("divers", "workers")] * 3),
        "\n".join(
            ["A line that ends in a stop.", "Another one that does so too.", "A third, of about that length."] * 5
        ),
        "home\nnews\nsport\nweather\ntravel\nculture\nscience\nletters to the editor\nimprint\nprivacy",
        "",
    ],
    ids=["poem", "poems", "interview", "list", "table", "blocks", "sentences", "menu", "empty"],
)
def test_line_ends_that_mean_something_stay(text):
    assert joined(text) == [[line.strip() and " ".join(line.split()) for line in text.split("\n") if line]]


def test_verse_inside_a_wrapped_document_stays_verse():
    assert joined(wrapped(FERRY, PIERS, FERRY) + "\n\n" + POEM)[0] == [FERRY, PIERS, FERRY, *POEM.split("\n")]


def test_a_document_is_joined_the_same_alone_and_in_company():
    documents = [wrapped(FERRY, PIERS), POEM, FERRY, "", wrapped(PIERS, FERRY, width=44)]
    assert joined(*documents) == [joined(document)[0] for document in documents]


@given(st.text(" \t|\xa0\u2003\x1fab", max_size=14))
def test_a_line_is_tabular_when_and_only_when_the_pattern_says_so(line: str) -> None:
    assert paragraphs._tabular(line) == bool(paragraphs._TABULAR.search(line))
