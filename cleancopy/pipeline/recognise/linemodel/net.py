"""The line net on integers: the same scores alone, in any batch and on any machine.

Activations are integers of 0..1023 and weights integers of -127..127, both carried in float32; every sum stays below
2**24 (checked when the weights are loaded), so float32 matrix products are exact in whatever order a library adds.
Between products are only single IEEE operations (one multiplication, one rounding), which no batch can change.

Shape: features and a bag of hashed words, which several trunks read. A trunk: two dense layers -> the page's mean and
largest activation added to each of its lines -> residual convolutions of three taps over neighbouring lines
(`dilations`) -> one logit. The trunks learned the same from different starts; the mean of their logits errs less than
any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.explain import StandIn
from cleancopy.pipeline.recognise.linemodel.features import NAMES
from cleancopy.pipeline.recognise.linemodel.lines import LINE_WORDS, Lines
from cleancopy.pipeline.recognise.linemodel.words import PAIR_WORDS
from cleancopy.pipeline.scan.columns import Floats, Ints
from cleancopy.pipeline.scan.segments import ranges

Singles = npt.NDArray[np.float32]

GRID = 1024
"""Scores are multiples of 1 / GRID."""
_TOP = np.float32(1023)
_BAG_TOP = np.float32(511)
_EXACT = 1 << 24
PIECE = 1 << 15
"""A page of more lines is looked at in pieces of so many."""
_CHUNK = 4096
"""Lines looked at in one go (whole pages): what the layers write stays in the cache."""


@dataclass(frozen=True)
class Layer:
    """A dense layer on integers: `(x @ weight + bias) * scale`, one scale an output."""

    weight: Singles
    bias: Singles
    scale: Singles

    def __call__(self, x: Singles) -> Singles:
        """The real outputs (not yet rounded) for integer inputs, in the next layer's steps."""
        return self.scaled(x @ self.weight)

    def scaled(self, sums: Singles) -> Singles:
        """The sums with bias and scale, in place."""
        sums += self.bias
        sums *= self.scale
        return sums

    def check(self, top: float) -> None:
        """Raise ValueError unless every sum of inputs up to `top` is exact in float32."""
        if (np.abs(self.weight).sum(0) * top + np.abs(self.bias)).max() >= _EXACT:
            raise ValueError("line model: a layer's sums may pass 2**24, so its scores would depend on the batch")


@dataclass(frozen=True)
class Trunk:
    """One of the nets that read the same features and words."""

    first: Layer
    second: Layer
    page: Layer
    convolutions: tuple[Layer, ...]
    dilations: tuple[int, ...]
    out: Layer
    join: np.float32
    """Steps of the second layer in steps of the residual stream."""

    def logits(self, x: Singles, starts: Ints) -> Singles:
        """One logit a line of whole pages, rounded to 1/64. `starts`: the first line of each, and the end."""
        h = _rounded(self.second(_rounded(self.first(x))))
        sizes = np.diff(starts)
        mean = np.rint(np.add.reduceat(h, starts[:-1], axis=0, dtype=np.float64) / sizes[:, None])
        most = np.maximum.reduceat(h, starts[:-1], axis=0)
        said = self.page(np.concatenate([mean.astype(np.float32), most], axis=1))
        h *= self.join
        h += np.repeat(said, sizes, axis=0)
        return self._neighbours(_rounded(h), starts, sizes)

    def _neighbours(self, h: Singles, starts: Ints, sizes: Ints) -> Singles:
        """The convolutions: each tap is a product of its own, added where the line it reaches is of the same page.

        Moving the products costs half of moving the lines and one wide product (two passes over memory less a tap).
        """
        n, width = h.shape
        above = np.arange(n) - np.repeat(starts[:-1], sizes)
        below = np.repeat(sizes, sizes) - 1 - above
        out, moved = np.empty((n, width), np.float32), np.empty((n, width), np.float32)
        for layer, d in zip(self.convolutions, self.dilations, strict=True):
            before, own, after = layer.weight[:width], layer.weight[width : 2 * width], layer.weight[2 * width :]
            np.matmul(h, own, out=out)
            if n > d:
                said = np.matmul(h[:-d], before, out=moved[:-d])
                said[np.flatnonzero(below[:-d] < d)] = 0
                out[d:] += said
                said = np.matmul(h[d:], after, out=moved[d:])
                said[np.flatnonzero(above[d:] < d)] = 0
                out[:-d] += said
            h += _rounded(layer.scaled(out), _EXACT)
            np.clip(h, 0, _TOP, out=h)
        return _in_64ths(self.out(h)[:, 0])


@dataclass(frozen=True)
class Net:
    """The weights, as loaded."""

    version: str
    bags: npt.NDArray[np.uint64]
    """Word embeddings, a row a bucket, four numbers of 16 bits to each of its words, raised by 128 so that sums never
    borrow. Each trunk has learned some of a row's numbers, and weighs those of others with 0."""
    trunks: tuple[Trunk, ...]
    stand_in: StandIn
    rarity: Ints

    def logits(self, lines: Lines) -> Singles:
        """One logit a line, the mean over the trunks rounded to 1/64."""
        out = np.zeros(len(lines.rows), np.float32)
        pieces = _pieces(lines.starts)
        for a, b in ranges(pieces, _CHUNK):
            out[pieces[a] : pieces[b]] = self._chunk(lines, pieces[a : b + 1])
        return out

    def _chunk(self, lines: Lines, starts: Ints) -> Singles:
        begin, end = int(starts[0]), int(starts[-1])
        x = np.empty((end - begin, len(NAMES) + 4 * self.bags.shape[1]), np.float32)
        x[:, : len(NAMES)] = lines.features[begin:end]
        self._bag(lines, begin, end, x[:, len(NAMES) :])
        total = np.zeros(end - begin, np.float32)
        for trunk in self.trunks:
            total += trunk.logits(x, starts - begin)
        return _in_64ths(total / np.float32(len(self.trunks)))

    def _bag(self, lines: Lines, begin: int, end: int, into: Singles) -> None:
        """The sum of the embeddings of words and pairs over the square root of their number, rounded."""
        first, pair_first = lines.first[begin : end + 1], lines.pair_first[begin : end + 1]
        words = lines.words[first[0] : first[-1]].astype(np.intp)  # once, and not in each look-up
        pairs = lines.pairs[pair_first[0] : pair_first[-1]].astype(np.intp)
        number = (np.diff(first) + np.diff(pair_first)).astype(np.int32)
        sums = _sums(self.bags.take(words, axis=0), first - first[0])
        sums += _sums(self.bags.take(pairs, axis=0), pair_first - pair_first[0])
        fields = unpacked(sums, number)
        fields *= _ROOTS[number].repeat(fields.shape[1]).reshape(fields.shape)
        np.clip(np.rint(fields, out=fields), -_BAG_TOP, _BAG_TOP, out=into)


def _in_64ths(logits: Singles) -> Singles:
    return np.rint(logits * np.float32(64)) / np.float32(64)


def _sums(rows: npt.NDArray[np.uint64], bounds: Ints) -> npt.NDArray[np.uint64]:
    """The sum of `rows[bounds[i]:bounds[i + 1]]` for each i, column by column; 0 for none."""
    out = np.zeros((len(bounds) - 1, rows.shape[1]), np.uint64)
    full = np.flatnonzero(bounds[1:] > bounds[:-1])
    if len(full):
        out[full] = np.add.reduceat(rows, bounds[full], axis=0)
    return out


_ROOTS = (1 / np.sqrt(np.maximum(np.arange(LINE_WORDS + 2 * PAIR_WORDS + 2), 1))).astype(np.float32)


def _rounded(x: Singles, top: float | np.float32 = _TOP) -> Singles:
    """`x` as activations, in place: whole, 0..top. (`clip` takes a third of the time of `maximum` with a number.)"""
    np.rint(x, out=x)
    return np.clip(x, 0, top, out=x)


def _pieces(starts: Ints) -> Ints:
    """`starts` with pages of very many lines cut, so that what one page needs of memory is bounded."""
    if not len(starts) or int(np.diff(starts, prepend=starts[0]).max()) <= PIECE:
        return starts
    cut = [np.arange(a, b, PIECE) for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
    return np.concatenate([*cut, starts[-1:]])


_SIGMOID = np.rint(GRID / (1 + np.exp(-np.arange(-640, 641) / 64))) / GRID


def scores(logits: Singles) -> Floats:
    """Logits as shares of certainty in steps of 1/1024, from a table."""
    return _SIGMOID[np.clip(logits * 64, -640, 640).astype(np.int64) + 640]


def unpacked(sums: npt.NDArray[np.uint64], number: npt.NDArray[np.int32]) -> Singles:
    """The embeddings again, from sums of `number[i]` packed rows each: float32[rows, 4k], whole numbers.

    Four sums are in each 64-bit number, 16 bits each; every row that was added has raised each of them by 128. They do
    not run into each other as long as a line has fewer than 256 words and pairs (see LINE_WORDS): 256 x 255 < 2**16.
    """
    fields = sums.astype("<u8", copy=False).view("<u2").astype(np.float32)
    fields -= (128 * number).repeat(fields.shape[1]).reshape(fields.shape)
    return fields


def packed(embedding: npt.NDArray[np.int8]) -> npt.NDArray[np.uint64]:
    """int8[buckets, 4k] -> uint64[buckets, k], four raised fields to each."""
    raised = (embedding.astype(np.int16) + 128).astype("<u2")
    return raised.view("<u8").astype(np.uint64)


def of(arrays: dict[str, npt.NDArray[np.generic]]) -> Net:
    """The net of the arrays in a weights file, whose names `_trunk` tells; ValueError when its sums are not exact."""
    stand_in = StandIn(arrays["stand_in.weight"].astype(np.int64), arrays["stand_in.mean"].astype(np.int64))
    if np.abs(stand_in.weight).sum() * 128 >= _EXACT:
        raise ValueError("line model: the sums of the stand-in that explains it may pass 2**24")
    return Net(
        version=str(arrays["version"]),
        bags=packed(arrays["embedding"].astype(np.int8)),
        trunks=tuple(_trunk(arrays, f"trunks.{at}") for at in range(int(arrays["trunks"]))),
        rarity=arrays["rarity"].astype(np.int64),
        stand_in=stand_in,
    )


def _trunk(arrays: dict[str, npt.NDArray[np.generic]], trunk: str) -> Trunk:
    def layer(name: str, top: float) -> Layer:
        parts = (arrays[f"{trunk}.{name}.{part}"].astype(np.float32) for part in ("weight", "bias", "scale"))
        made = Layer(*parts)
        made.check(top)
        return made

    dilations = tuple(int(d) for d in arrays["dilations"])
    return Trunk(
        first=layer("first", 511),
        second=layer("second", 1023),
        page=layer("page", 1023),
        convolutions=tuple(layer(f"convolution{i}", 1023) for i in range(len(dilations))),
        dilations=dilations,
        out=layer("out", 1023),
        join=np.float32(arrays[f"{trunk}.join"]),
    )


@cache
def shipped() -> Net:
    """The net in the package."""
    data = resources.files(__package__).joinpath("weights.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as file:
        return of({name: file[name] for name in file.files})
