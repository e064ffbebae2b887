"""Copies are told by a pair of documents; what a change does not touch stays as it was."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.relations.sharing import MOST_BODIES
from tests.relations.newsroom import VOCABULARY, Archive, doc_id, related, story

LONG = story("long", paragraphs=12)
PARAGRAPHS = LONG.split("\n\n")
QUOTE = "“" + story("quote", 1, 70) + "”"
DISCLAIMER = story("disclaimer", 1, 90)


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def changed(text: str, share: float) -> str:
    """Some of the words exchanged for others."""
    rng = random.Random(text)
    return text_of(
        *(
            " ".join(rng.choice(VOCABULARY) if rng.random() < share else word for word in paragraph.split(" "))
            for paragraph in text.split("\n\n")
        )
    )


@pytest.mark.parametrize(
    ("edited", "kind"),
    [
        pytest.param(LONG, "exact", id="the same text"),
        pytest.param(text_of(*PARAGRAPHS[:6]), "near", id="trimmed to a half"),
        pytest.param(text_of(*PARAGRAPHS[:3]), "near", id="trimmed to a quarter"),
        pytest.param(text_of(*PARAGRAPHS[::3], *PARAGRAPHS[1::3]), "near", id="a third dropped, the rest moved"),
        pytest.param(text_of(LONG, story("own", 6)), "near", id="half more of its own"),
        pytest.param(changed(LONG, 0.05), "near", id="a word in twenty changed"),
        pytest.param(changed(LONG, 0.1), "near", id="a word in ten changed"),
        pytest.param(text_of(story("lead", 1), *PARAGRAPHS[1:]), "near", id="another lead"),
        pytest.param(changed(text_of(*PARAGRAPHS[:8], story("x", 5)), 0.1), "near", id="all at once"),
        pytest.param(PARAGRAPHS[4], "near", id="a paragraph that is the whole of another page"),
        pytest.param(story("other", 12), None, id="another story"),
        pytest.param(text_of(story("q", 3), PARAGRAPHS[4]), None, id="one paragraph quoted"),
        pytest.param("", None, id="an empty text"),
        pytest.param("Three short words.", None, id="a text too short for a fingerprint"),
    ],
)
def test_an_edited_story_is_a_near_copy_and_another_one_is_none(edited, kind):
    expected = {("b.txt", "a.txt"): kind} if kind else {}
    assert related({"a.txt": LONG, "b.txt": edited}).pairs() == expected


@pytest.mark.parametrize("shared", [QUOTE, DISCLAIMER], ids=["quotation", "disclaimer"])
def test_what_two_stories_share_in_one_paragraph_alone_joins_nothing(shared):
    assert related({"a.txt": text_of(story(1, 4), shared), "b.txt": text_of(story(2, 3), shared)}).pairs() == {}


def test_what_more_than_fifty_bodies_share_is_template_text():
    chrome = story("chrome", 4, 40)
    few, many = ({f"{n:03}.txt": text_of(story(n, 4), chrome) for n in range(count)} for count in (3, MOST_BODIES + 1))
    assert len(related(few).pairs()) == 3
    assert related(many).pairs() == {}


def test_a_story_published_word_for_word_many_times_counts_once():
    twins = {f"twin-{n:03}.txt": LONG for n in range(2 * MOST_BODIES)}
    found = related({**twins, "edited.txt": changed(LONG, 0.05)}).pairs()
    assert sum(kind == "exact" for kind in found.values()) == 2 * MOST_BODIES - 1
    assert {pair for pair, kind in found.items() if kind == "near"} == {("twin-000.txt", "edited.txt")}


def test_the_shared_passages_are_named_by_their_paragraphs():
    (row,) = related({"a.txt": LONG, "b.txt": text_of(story("own", 1), *PARAGRAPHS[6:])}).copies.to_pylist()
    assert (row["doc_id"], row["of"]) == (doc_id("b.txt"), doc_id("a.txt"))
    places = {(passage["paragraph"], passage["of_paragraph"]) for passage in row["shared"]}
    assert places == {(2 + n, 7 + n) for n in range(6)}
    assert sum(passage["words"] for passage in row["shared"]) == pytest.approx(6 * 45, rel=0.35)


def test_a_script_without_spaces_is_compared_by_its_characters():
    rng = random.Random(1)
    text = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(80)) + "。" for _ in range(8)]
    found = related({"a.txt": text_of(*text), "b.txt": text_of(*text[:5]), "c.txt": text_of(*text[7:])}).pairs()
    assert found == {("b.txt", "a.txt"): "near", ("c.txt", "a.txt"): "near"}


def test_a_cluster_is_named_by_its_smallest_id_and_held_together_by_half_of_a_text():
    half = text_of(*PARAGRAPHS[:7], story("more", 6))
    tail = text_of(story("still more", 5), *half.split("\n\n")[7:])
    found = related({"a.txt": LONG, "b.txt": half, "c.txt": tail, "d.txt": LONG, "e.txt": story("alone")})
    assert ("c.txt", "a.txt") not in found.pairs()
    assert {row["cluster_id"] for row in found.copies.to_pylist()} == {min(doc_id(f"{name}.txt") for name in "abcd")}


BODIES = [
    *(LONG, text_of(*PARAGRAPHS[:5]), text_of(*PARAGRAPHS[7:]), changed(LONG, 0.1)),
    *(story(1, 4), text_of(story(1, 3), story(2, 3)), story(2, 5), ""),
]
CHANGES = st.lists(
    st.dictionaries(st.sampled_from([f"{n}.txt" for n in range(7)]), st.sampled_from([*BODIES, None]), max_size=4),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES, part=st.integers(1, 5))
def test_thirty_runs_or_one_make_the_same_rows(changes, part):
    grown, at_once = Archive(part), Archive()
    for change in changes:
        came = {path: body for path, body in change.items() if body is not None}
        grown.change(came, [path for path in change if path not in came])
    at_once.change(dict(sorted(grown.bodies.items(), reverse=True)))
    assert grown.copies.equals(at_once.copies)


def test_the_fifty_first_body_unsays_what_a_fingerprint_said_and_its_leaving_says_it_again():
    chrome = story("chrome", 4, 40)
    bodies = {f"{n:03}.txt": text_of(story(n, 3), chrome) for n in range(MOST_BODIES + 1)}
    last = f"{MOST_BODIES:03}.txt"
    archive = Archive(20)
    archive.change({path: body for path, body in bodies.items() if path != last})
    fifty = archive.copies
    assert fifty.num_rows == MOST_BODIES * (MOST_BODIES - 1) / 2
    archive.change({last: bodies[last]})
    assert archive.copies.equals(related(bodies).copies)
    assert archive.copies.num_rows == 0
    archive.change({}, [last])
    assert archive.copies.equals(fifty)
