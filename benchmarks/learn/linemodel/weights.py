"""From a trained net to the integers that `linemodel/net.py` computes with, in a weights file without pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleancopy.pipeline.recognise.linemodel.explain import shares

Reals = npt.NDArray[np.float64]

_FEATURE_STEP = 1 / 64
_WEIGHT_TOP = 127
_ACTIVATION_TOP = 1023


def integers(
    real: dict[str, Reals], peaks: dict[str, float], dilations: tuple[int, ...], version: str
) -> dict[str, Any]:
    """The arrays of a weights file.

    `real` holds the net's float weights (`embedding`, and for each layer NAME `NAME.weight` as inputs x outputs and
    `NAME.bias`); `peaks` the largest activation seen after `first`, after `second` and in the residual `stream`.
    """
    embedding = real["embedding"]
    word_step = float(np.quantile(np.abs(embedding), 0.9999)) / _WEIGHT_TOP
    steps = {name: peak / _ACTIVATION_TOP for name, peak in peaks.items()}
    dim = embedding.shape[1]
    inputs = np.full(real["first.weight"].shape[0], _FEATURE_STEP)
    inputs[-dim:] = word_step
    out: dict[str, Any] = {
        "version": np.array(version),
        "dilations": np.array(dilations, np.int32),
        "embedding": np.clip(np.rint(embedding / word_step), -_WEIGHT_TOP, _WEIGHT_TOP).astype(np.int8),
        "join": np.float32(steps["second"] / steps["stream"]),
    }
    out |= _layer("first", real, inputs, steps["first"])
    out |= _layer("second", real, steps["first"], steps["second"])
    out |= _layer("page", real, steps["second"], steps["stream"])
    for i in range(len(dilations)):
        out |= _layer(f"convolution{i}", real, steps["stream"], steps["stream"])
    out |= _layer("out", real, steps["stream"], 1.0)
    return out


def stand_in(given: npt.NDArray[np.int64], score: Reals) -> dict[str, Any]:
    """The linear stand-in that words evidence: ridge regression of the scores (0..1) on the inputs, in 1/65536."""
    x = given.astype(np.float64)
    middle, spread = x.mean(0), x.std(0) + 1e-6
    z = (x - middle) / spread
    solved = np.linalg.solve(z.T @ z + 0.01 * len(z) * np.eye(z.shape[1]), z.T @ (score - score.mean()))
    weight = np.rint(65536 * solved / spread).astype(np.int64)
    return {"stand_in.weight": weight, "stand_in.mean": np.rint(shares(given, weight).mean(0)).astype(np.int64)}


def _layer(name: str, real: dict[str, Reals], input_step: float | Reals, output_step: float) -> dict[str, Any]:
    """One layer's int8 weights, int32 biases and float32 scales; each output has a scale of its own."""
    weight = real[f"{name}.weight"] * (input_step[:, None] if isinstance(input_step, np.ndarray) else input_step)
    row = np.maximum(np.abs(weight).max(0) / _WEIGHT_TOP, 1e-12)
    return {
        f"{name}.weight": np.rint(weight / row).astype(np.int8),
        f"{name}.bias": np.rint(real[f"{name}.bias"] / row).astype(np.int32),
        f"{name}.scale": (row / output_step).astype(np.float32),
    }


def write(path: Path, arrays: dict[str, Any]) -> None:
    """Write the arrays as one compressed .npz."""
    np.savez_compressed(path, allow_pickle=False, **arrays)
