"""The net on integers and its weights file."""

from dataclasses import replace
from importlib import resources

import numpy as np
import pyarrow as pa
import pytest

from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.linemodel import LOOKS, score_lines, version
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.net import Layer, packed, scores, shipped
from cleancopy.pipeline.scan.columns import column
from tests.batches import batch_of, tidied

WEIGHTS = resources.files("cleancopy.pipeline.recognise.linemodel").joinpath("weights.npz")


def test_the_weights_are_small_and_hold_no_pickle():
    assert len(WEIGHTS.read_bytes()) < 2_000_000
    assert shipped().version == version() != ""


def test_a_layer_whose_sums_could_round_is_refused():
    wide = Layer(np.full((200, 1), 127, np.float32), np.zeros(1, np.float32), np.ones(1, np.float32))
    with pytest.raises(ValueError, match=r"2\*\*24"):
        wide.check(1023)


@pytest.mark.parametrize(("logit", "score"), [(0, 0.5), (99, 1.0), (-99, 0.0), (1, 749 / 1024)])
def test_logits_become_shares(logit, score):
    assert scores(np.array([logit], np.float32))[0] == score


def test_packed_embeddings_sum_to_the_same():
    rng = np.random.default_rng(1)
    embedding = rng.integers(-127, 128, (50, 8)).astype(np.int8)
    some = rng.integers(0, 50, 200)
    fields = packed(embedding)[some].sum(0).astype("<u8").view("<u2").astype(int) - 128 * len(some)
    assert np.array_equal(fields, embedding[some].sum(0, dtype=int))


def test_a_score_is_that_of_the_mean_of_the_nets():
    text = pa.array(["Home", "The harbour board met on Monday to weigh three plans.", "Share", "A vote is planned."])
    lines = Lines.of(text, np.zeros(4, np.bool_), np.zeros(4, np.int32), shipped().rarity)
    alone = [replace(shipped(), trunks=(trunk,)).logits(lines) for trunk in shipped().trunks]
    assert len(alone) > 1
    assert not np.array_equal(alone[0], alone[1])
    assert np.array_equal(shipped().logits(lines), np.rint(64 * np.mean(alone, axis=0)) / 64)


def test_a_page_of_prose_between_menus_is_told_apart():
    menu = ["Home", "News", "Sport", "Contact us", "Log in", "Search"]
    prose = [
        "The harbour board met on Monday to weigh three plans for the old fish hall, empty for a decade now.",
        "Its chair, who has fished here all her life, said the cheapest would still cost more than its roof.",
        "Residents spoke for two hours, mostly in favour of keeping it and of letting the market come back.",
        "A vote is planned for spring, once the engineers have looked at the piles under the eastern wall again.",
    ]
    text = "\n".join([*menu, "", *prose, "", "Share", "Print", "About us", "Terms of use", "© 2024"])
    kept = column(score_lines(tidied(batch_of([text])), Recipe()).lines, "score") >= 0.5
    assert kept.tolist() == [False] * 7 + [True] * 4 + [False] * 6


def test_every_line_gets_two_phrases_as_evidence():
    scored = score_lines(
        tidied(batch_of(["Home\n\nA sentence of the body, long enough to be one, stands here."])), Recipe()
    ).lines
    said = [LOOKS[at] for at in column(scored, "looks")]
    assert all(len(words.split(", ")) == 2 for words in said)
    assert all(first != second for first, second in (said[at].split(", ") for at in (0, 2)))
