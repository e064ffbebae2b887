"""Trained nets become integers without a change that could be seen, alone and side by side."""

import numpy as np
import pyarrow as pa

from benchmarks.learn.linemodel.weights import integers
from cleancopy.pipeline.recognise.linemodel.explain import GROUPS, INPUTS
from cleancopy.pipeline.recognise.linemodel.features import NAMES
from cleancopy.pipeline.recognise.linemodel.lines import Lines
from cleancopy.pipeline.recognise.linemodel.net import of
from cleancopy.pipeline.recognise.linemodel.words import BUCKETS

DIM, HIDDEN, WIDTH, DILATIONS = 4, 6, 5, (1, 2)
PEAKS = {"first": 4.0, "second": 4.0, "stream": 8.0}
PAGE = ["Home", "News", "The board met on Monday to weigh three plans.", "A vote is planned for spring.", "Share"]


def net(seed):
    rng = np.random.default_rng(seed)
    sizes = {
        "first": (len(NAMES) + DIM, HIDDEN),
        "second": (HIDDEN, WIDTH),
        "page": (2 * WIDTH, WIDTH),
        "out": (WIDTH, 1),
    }
    sizes |= {f"convolution{at}": (3 * WIDTH, WIDTH) for at in range(len(DILATIONS))}
    made = {"embedding": rng.normal(0, 0.3, (BUCKETS, DIM))}
    for name, size in sizes.items():
        made |= {f"{name}.weight": rng.normal(0, 0.2, size), f"{name}.bias": rng.normal(0, 0.1, size[1])}
    return made, PEAKS


def lines():
    return Lines.of(pa.array(PAGE), np.zeros(len(PAGE), np.bool_), np.zeros(len(PAGE), np.int32), None)


def logits(*nets):
    arrays = integers(nets, DILATIONS, "x") | {"rarity": np.zeros(1)}
    arrays |= {"stand_in.weight": np.zeros(len(INPUTS)), "stand_in.mean": np.zeros(len(GROUPS))}
    return of(arrays).logits(lines())


def relu(x):
    return np.maximum(x, 0)


def in_floats(made):
    """The same net on real numbers, a line at a time."""
    seen, h = lines(), []
    layer = {name: (made[f"{name}.weight"], made[f"{name}.bias"]) for name in ("first", "second", "page", "out")}
    for i, features in enumerate(seen.features):
        words = [
            *seen.words[seen.first[i] : seen.first[i + 1]],
            *seen.pairs[seen.pair_first[i] : seen.pair_first[i + 1]],
        ]
        bag = made["embedding"][words].sum(0) / np.sqrt(max(len(words), 1))
        x = np.concatenate([features / 64, bag])
        for name in ("first", "second"):
            x = relu(x @ layer[name][0] + layer[name][1])
        h.append(x)
    h = np.array(h)
    h = relu(h + np.concatenate([h.mean(0), h.max(0)]) @ layer["page"][0] + layer["page"][1])
    for at, d in enumerate(DILATIONS):
        room = np.pad(h, ((d, d), (0, 0)))
        near = np.concatenate([room[: -2 * d], room[d:-d], room[2 * d :]], axis=1)
        h = h + relu(near @ made[f"convolution{at}.weight"] + made[f"convolution{at}.bias"])
    return (h @ layer["out"][0] + layer["out"][1])[:, 0]


def test_the_integers_say_what_the_floats_say():
    for seed in range(4):
        assert np.allclose(logits(net(seed)), in_floats(net(seed)[0]), atol=0.1)


def test_several_nets_side_by_side_say_their_mean():
    alone = np.array([logits(net(seed)) for seed in range(3)])
    assert np.allclose(logits(*(net(seed) for seed in range(3))), alone.mean(0), atol=1 / 64)


def test_a_net_beside_itself_says_the_same_to_the_last_bit():
    assert np.array_equal(logits(net(5), net(5)), logits(net(5)))
