"""The run of lines that reads most like body, against all runs there are."""

from itertools import pairwise

import numpy as np
import pytest

from cleancopy.pipeline.recognise.head.zone import best_run


def plain(score, length, start, end):
    """The same by trying every run: largest sum, then the first end, then the shortest; the end where none gains."""
    gain = (np.round(score * 64).astype(int) - 26) * np.minimum(length, 400)
    runs = [(-gain[a : b + 1].sum(), b, -a) for b in range(start, end) for a in range(start, b + 1)]
    total, last, first = min(runs, default=(0, end, -end))
    return (-first, last) if total < 0 else (end, end)


@pytest.mark.parametrize("seed", range(200))
def test_the_best_run_is_the_best_of_all_runs_and_stays_in_its_document(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(0, 9, rng.integers(0, 7))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    score = rng.choice([0, 0.25, 26 / 64, 0.5, 1], sizes.sum())
    length = rng.choice([100, 200, 900], sizes.sum())
    first, last = best_run(score, length, starts)
    expected = [plain(score, length, a, b) for a, b in pairwise(starts.tolist())]
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == expected


def test_of_equal_runs_the_first_and_shortest_is_taken():
    score, length = np.array([1, 26 / 64, 0, 0, 1, 1 / 64]), np.full(6, 100)
    first, last = best_run(score, length, np.array([0, 6]))
    assert (first.tolist(), last.tolist()) == ([0], [0])
