"""The line net in floats, as it is trained (PyTorch; nothing the pipeline needs). `linemodel/net.py` is its twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from cleancopy.pipeline.recognise.linemodel.features import NAMES
from cleancopy.pipeline.recognise.linemodel.words import BUCKETS

_GAP = 32
"""Empty lines between pages of a batch: the widest convolution reaches twice its dilation."""
_FEATURE_SCALE = 64


@dataclass(frozen=True)
class Example:
    """One page in training. Arrays over its lines; `target` is 0..1, `weight` 0 where nothing is known."""

    features: npt.NDArray[np.int16]
    words: npt.NDArray[np.int64]
    """Word and pair buckets of all lines."""
    line: npt.NDArray[np.int64]
    """The line of each of `words`, ascending."""
    target: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]
    domain: str


class Network(nn.Module):
    """Features and bag -> dense layers -> mean and largest of the page -> residual convolutions -> a logit a line."""

    def __init__(
        self, dim: int = 12, hidden: int = 48, width: int = 32, dilations: tuple[int, ...] = (1, 2, 4, 8, 16),
        word_dropout: float = 0.6, dropout: float = 0.1,
    ) -> None:  # fmt: skip
        super().__init__()
        self.dilations, self.word_dropout, self.dropout = dilations, word_dropout, dropout
        self.embedding = nn.EmbeddingBag(BUCKETS, dim, mode="sum")
        nn.init.normal_(self.embedding.weight, 0, 0.05)
        self.first = nn.Linear(len(NAMES) + dim, hidden)
        self.second = nn.Linear(hidden, width)
        self.page = nn.Linear(2 * width, width)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(width, width, (1, 3), padding=(0, d), dilation=(1, d)) for d in dilations
        ).to(memory_format=torch.channels_last)  # such convolutions take half the time of one-dimensional ones
        self.out = nn.Linear(width, 1)

    def forward(self, batch: dict[str, Any]) -> torch.Tensor:
        """Logits of all lines of a batch (see `collate`)."""
        h = functional.relu(self.first(torch.cat([batch["features"], self._bag(batch)], 1)))
        h = functional.relu(self.second(h * self._kept(h)))
        pages = torch.split(h, batch["sizes"])
        seen = torch.stack([torch.cat([p.mean(0), p.max(0).values]) for p in pages])
        h = functional.relu(h + self.page(seen)[batch["page"]])
        at, length = batch["position"], batch["length"]
        stream = torch.zeros(length, h.shape[1]).index_copy(0, at, h).t()[None, :, None]
        lines = torch.zeros(length, 1)
        lines[at] = 1
        for convolution in self.convolutions:
            more = functional.relu(convolution(stream))[0, :, 0].t()
            stream = stream + (more * (self._kept(more) * lines)).t()[None, :, None]
        logits: torch.Tensor = self.out(stream[0, :, 0].t()[at])[:, 0]
        return logits

    def _kept(self, like: torch.Tensor) -> torch.Tensor | float:
        """What numbers are multiplied with, so that in training a share of them is hidden.

        A byte of chance for each is enough, and takes a fifth of the time of torch's own dropout.
        """
        if not self.training:
            return 1.0
        chance = torch.randint(-(1 << 63), (1 << 63) - 1, (like.numel() // 8 + 1,)).view(torch.uint8)[: like.numel()]
        return (chance >= round(256 * self.dropout)).float().view(like.shape) / (1 - self.dropout)

    def _bag(self, batch: dict[str, Any]) -> torch.Tensor:
        """The sum of the words' embeddings over the square root of their number; in training some words are hidden."""
        words, line = batch["words"], batch["line"]
        if self.training:
            seen = torch.rand(len(words)) > self.word_dropout
            words, line = words[seen], line[seen]
        number = torch.bincount(line, minlength=len(batch["page"]))
        total: torch.Tensor = self.embedding(words, number.cumsum(0) - number)
        return total / torch.sqrt(number.clamp(min=1))[:, None]


def collate(examples: list[Example]) -> dict[str, Any]:
    """Some pages as one batch: lines one below the other; `position` leaves gaps between pages for the convolutions."""
    sizes = [len(e.target) for e in examples]
    begin = np.cumsum([0, *sizes])
    position = np.concatenate([np.arange(n) + b + i * _GAP for i, (n, b) in enumerate(zip(sizes, begin, strict=False))])
    return {
        "features": torch.from_numpy(
            np.concatenate([e.features for e in examples]).astype(np.float32) / _FEATURE_SCALE
        ),
        "words": torch.from_numpy(np.concatenate([e.words for e in examples])),
        "line": torch.from_numpy(np.concatenate([e.line + b for e, b in zip(examples, begin, strict=False)])),
        "page": torch.from_numpy(np.repeat(np.arange(len(examples)), sizes)),
        "sizes": sizes,
        "position": torch.from_numpy(position),
        "length": int(begin[-1]) + _GAP * len(examples),
        "target": torch.from_numpy(np.concatenate([e.target for e in examples])),
        "weight": torch.from_numpy(np.concatenate([e.weight for e in examples])),
    }


def fit(examples: list[Example], epochs: int, seed: int, lines: int = 6000, rate: float = 3e-3) -> Network:
    """Train a net: AdamW, a warm-up of half an epoch, then linear decay; the returned weights are a running average."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Network()
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.0, fused=True)
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    for epoch in range(epochs):
        net.train()
        batches = _batches([len(e.target) for e in examples], rng, lines)
        for at, chosen in enumerate(batches):
            done = epoch + at / len(batches)
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, 2 * done + 0.02) * (0.02 + 0.98 * (1 - done / epochs))
            batch = collate([examples[i] for i in chosen])
            loss = functional.binary_cross_entropy_with_logits(net(batch), batch["target"], reduction="none")
            loss = (loss * batch["weight"]).sum() / batch["weight"].sum().clamp(min=1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            average.update_parameters(net)
    net.load_state_dict(average.module.state_dict())
    return net.eval()


def _batches(sizes: list[int], rng: np.random.Generator, lines: int) -> list[list[int]]:
    """The pages in random order, in batches of about `lines` lines."""
    out: list[list[int]] = [[]]
    total = 0
    for i in rng.permutation(len(sizes)).tolist():
        if total > lines:
            out.append([])
            total = 0
        out[-1].append(i)
        total += sizes[i] + _GAP
    return out


def predict(nets: Sequence[Network], examples: list[Example]) -> list[npt.NDArray[np.float32]]:
    """For each page the scores of its lines, by the mean of the nets' logits."""
    out: list[npt.NDArray[np.float32]] = []
    with torch.no_grad():
        for a in range(0, len(examples), 64):
            some = examples[a : a + 64]
            batch = collate(some)
            scores = torch.sigmoid(torch.stack([net(batch) for net in nets]).mean(0)).numpy()
            out += np.split(scores, np.cumsum([len(e.target) for e in some])[:-1])
    return out


def reals(net: Network) -> dict[str, npt.NDArray[np.float64]]:
    """The weights as `weights.py` takes them: inputs x outputs, a convolution as three taps in a column."""
    state = {name: value.double().numpy() for name, value in net.state_dict().items()}
    out = {"embedding": state["embedding.weight"]}
    for name in ("first", "second", "page", "out"):
        out[f"{name}.weight"], out[f"{name}.bias"] = state[f"{name}.weight"].T, state[f"{name}.bias"]
    for i in range(len(net.dilations)):
        weight = state[f"convolutions.{i}.weight"][:, :, 0]
        out[f"convolution{i}.weight"] = weight.transpose(2, 1, 0).reshape(-1, weight.shape[0])
        out[f"convolution{i}.bias"] = state[f"convolutions.{i}.bias"]
    return out


def peaks(net: Network, examples: list[Example]) -> dict[str, float]:
    """The largest activations (all but one in 100,000) after `first`, after `second` and in the residual `stream`."""
    seen = {"first": 0.0, "second": 0.0, "stream": 0.0}

    def look(name: str, values: torch.Tensor) -> None:
        some = values.flatten().numpy()
        seen[name] = max(seen[name], float(np.quantile(some, 0.99999)))

    hooks = [net.first.register_forward_hook(lambda _m, _i, o: look("first", o))]
    hooks.append(net.second.register_forward_hook(lambda _m, _i, o: look("second", o)))
    layers = (*net.convolutions, net.out)
    hooks += [layer.register_forward_pre_hook(lambda _m, i: look("stream", i[0])) for layer in layers]
    predict([net], examples)
    for hook in hooks:
        hook.remove()
    return seen
