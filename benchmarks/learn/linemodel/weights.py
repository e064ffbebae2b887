"""From a trained net to the integers that `linemodel/net.py` computes with, in a weights file without pickle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.explain import shares
from cleancopy.pipeline.recognise.linemodel.net import of

Reals = npt.NDArray[np.float64]

_FEATURE_STEP = 1 / 64
_WEIGHT_TOP = 127
_ACTIVATION_TOP = 1023


def integers(
    nets: Sequence[tuple[dict[str, Reals], dict[str, float]]], dilations: tuple[int, ...], version: str
) -> dict[str, Any]:
    """The arrays of a weights file.

    Each net is its float weights (`embedding`, and for each layer NAME `NAME.weight` as inputs x outputs and
    `NAME.bias`) and the largest activations seen after `first`, after `second` and in the residual `stream`. The nets'
    bags are side by side, and each net is given all of them: what it says of other nets' bags has weight 0.
    """
    out: dict[str, Any] = {
        "version": np.array(version),
        "dilations": np.array(dilations, np.int32),
        "trunks": np.int32(len(nets)),
    }
    bags, width = [], sum(real["embedding"].shape[1] for real, _ in nets)
    for trunk, (real, peaks) in enumerate(nets):
        embedding = real["embedding"]
        step = float(np.quantile(np.abs(embedding), 0.9999)) / _WEIGHT_TOP
        first, own = real["first.weight"], embedding.shape[1]
        others = np.zeros((len(first) - own + width, first.shape[1]))
        begin = len(first) - own + trunk * own
        others[: len(first) - own] = first[:-own] * _FEATURE_STEP
        others[begin : begin + own] = first[-own:] * step
        bags.append(np.clip(np.rint(embedding / step), -_WEIGHT_TOP, _WEIGHT_TOP).astype(np.int8))
        out |= _trunk(f"trunks.{trunk}", real | {"first.weight": others}, peaks, len(dilations))
    return out | {"embedding": np.concatenate(bags, axis=1)}


def _trunk(name: str, real: dict[str, Reals], peaks: dict[str, float], convolutions: int) -> dict[str, Any]:
    """The layers of one net; the weights of `first` are already for inputs in whole steps."""
    first, second, stream = (peaks[place] / _ACTIVATION_TOP for place in ("first", "second", "stream"))
    layers = {"first": (1.0, first), "second": (first, second), "page": (second, stream), "out": (stream, 1.0)}
    layers |= {f"convolution{i}": (stream, stream) for i in range(convolutions)}
    out: dict[str, Any] = {f"{name}.join": np.float32(second / stream)}
    for layer, (input_step, output_step) in layers.items():
        made = _layer(real[f"{layer}.weight"] * input_step, real[f"{layer}.bias"], output_step)
        out |= {f"{name}.{layer}.{part}": values for part, values in made.items()}
    return out


def stand_in(given: npt.NDArray[np.int64], score: Reals) -> dict[str, Any]:
    """The linear stand-in that words evidence: ridge regression of the scores (0..1) on the inputs, in 1/65536."""
    x = given.astype(np.float64)
    middle, spread = x.mean(0), x.std(0) + 1e-6
    z = (x - middle) / spread
    solved = np.linalg.solve(z.T @ z + 0.01 * len(z) * np.eye(z.shape[1]), z.T @ (score - score.mean()))
    weight = np.rint(65536 * solved / spread).astype(np.int64)
    return {"stand_in.weight": weight, "stand_in.mean": np.rint(shares(given, weight).mean(0)).astype(np.int64)}


def _layer(weight: Reals, bias: Reals, output_step: float) -> dict[str, Any]:
    """One layer's int8 weights, int32 biases and float32 scales; each output has a scale of its own."""
    row = np.maximum(np.abs(weight).max(0) / _WEIGHT_TOP, 1e-12)
    return {
        "weight": np.rint(weight / row).astype(np.int8),
        "bias": np.rint(bias / row).astype(np.int32),
        "scale": (row / output_step).astype(np.float32),
    }


def write(path: Path, arrays: dict[str, Any]) -> None:
    """Write the arrays as one compressed .npz."""
    np.savez_compressed(path, allow_pickle=False, **arrays)


@contextmanager
def in_use(file: Path) -> Iterator[None]:
    """Meanwhile the pipeline scores lines with the weights of a file, instead of those shipped."""
    stage = import_module("cleancopy.pipeline.recognise.linemodel.stage")
    with np.load(file) as arrays:
        net = of({name: arrays[name] for name in arrays.files})
    shipped, stage.shipped = stage.shipped, lambda: net
    try:
        yield
    finally:
        stage.shipped = shipped
