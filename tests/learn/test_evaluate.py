"""The fast metrics of training agree with the benchmark's own, and the invented documents are what they claim."""

import random

import numpy as np
import pytest

from benchmarks.learn.linemodel.augment import _SCRIPTS, Cipher, invented
from benchmarks.learn.linemodel.evaluate import gold, grade, metrics, page_counts
from benchmarks.learn.linemodel.pages import VARIANTS
from tests.kits import PAGES, needs_pages

WORDS = ("the", "hall", "stood", "empty", "while", "boats", "came", "home", "and", "nobody", "knew", "what", "to", "do")


def case(seed):
    rng = random.Random(seed)
    lines = [" ".join(rng.choices(WORDS, k=rng.randint(1, 14))) for _ in range(20)]
    labels = "".join(rng.choice("cx") for _ in lines)
    body = "\n".join(line for line, label in zip(lines, labels, strict=True) if label == "c")
    return {
        "id": str(seed), "source": "fundus", "domain": "a.example", "aside": False, "gold_body": body,
        "gold_in_text": {"wet": 1.0}, "line_labels": dict.fromkeys(VARIANTS, labels),
        **{f"raw_text_{variant}": "\n".join(lines) for variant in VARIANTS},
    }  # fmt: skip


@needs_pages
@pytest.mark.parametrize("seed", range(5))
def test_counts_of_a_page_equal_those_of_the_benchmark(seed):
    scoring, made = metrics(PAGES), case(seed)
    lines = made["raw_text_layout"].split("\n")
    kept = np.array([random.Random(at + seed).random() < 0.6 for at in range(len(lines))])
    g = gold(made, "layout", np.arange(len(lines)), made["line_labels"]["layout"], scoring)
    said = "\n".join(line for line, k in zip(lines, kept, strict=True) if k)
    wanted = scoring.tpfpfn(scoring.shingles(made["gold_body"]), scoring.shingles(said))
    assert page_counts(g, kept) == pytest.approx(wanted)
    assert grade([g], [g.labels == "c"])["line_f1"] == 1.0


@pytest.mark.parametrize("script", _SCRIPTS)
def test_a_cipher_is_one_language_and_keeps_digits_and_signs(script):
    cipher = Cipher(random.Random(3), script)
    line = "The hall, built in 1904, stood (mostly) empty"
    assert cipher.text(line) == cipher.text(line)
    assert "1904" in cipher.text(line)
    assert "(" in cipher.text(line)
    assert "hall" not in cipher.text(line)


def test_invented_documents_come_from_the_seed_and_label_every_line():
    cases = [case(seed) for seed in range(4)]
    made = invented(cases, 60, 5)
    assert made == invented(cases, 60, 5)
    for one in made:
        assert len(one["line_labels"]["layout"]) == one["raw_text_layout"].count("\n") + 1
