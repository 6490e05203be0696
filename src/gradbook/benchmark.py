"""Recipes side by side: what the long benchmarks (``make bench``) measure, and how they show it.

Seconds are CPU seconds of the whole process, so they do not shrink when threads are added and
grow little when another program runs.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import psutil
from matplotlib.axes import Axes


@dataclass(frozen=True)
class Run:
    """One training run of a recipe.

    Attributes:
        cpu: CPU seconds of training after each epoch; the first entry is 0.
        accuracy: validation accuracy at these moments, from 0 to 1.
        test_accuracy: accuracy of the final model on the test set.
        memory: bytes that the process needed at most above what it held before; see `Peak`.
        multiply_adds: multiplications of weights in one forward pass of one example.
        examples: examples trained on, over all epochs.
    """

    cpu: Sequence[float]
    accuracy: Sequence[float]
    test_accuracy: float
    memory: int
    multiply_adds: int
    examples: int

    def seconds_to(self, accuracy: float) -> float:
        """CPU seconds after which an accuracy was first reached; infinity if it never was."""
        reached = np.flatnonzero(np.asarray(self.accuracy) >= accuracy)
        return self.cpu[reached[0]] if len(reached) else float("inf")

    def accuracy_at(self, seconds: float) -> float:
        """Best validation accuracy seen within so many CPU seconds."""
        return max(a for a, cpu in zip(self.accuracy, self.cpu, strict=True) if cpu <= seconds)

    def flops(self) -> float:
        """Floating-point operations a CPU second.

        A multiply-add is two operations, and the backward pass costs twice the forward pass (one
        product for the weights' gradient, one for the inputs').
        """
        return 6 * self.multiply_adds * self.examples / self.cpu[-1]


@dataclass
class Peak:
    """The most memory that a process held inside ``peak_memory``, in bytes above its start."""

    bytes: int = 0


@contextmanager
def peak_memory(interval: float = 0.01) -> Iterator[Peak]:
    """Sample the resident memory of this process, every ``interval`` seconds, inside the block."""
    process, peak, stop = psutil.Process(), Peak(), threading.Event()
    start = process.memory_info().rss

    def sample() -> None:
        while not stop.wait(interval):
            peak.bytes = max(peak.bytes, process.memory_info().rss - start)

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield peak
    finally:
        stop.set()
        sampler.join()


def multiply_adds(model: Any) -> int:
    """Multiplications of weights in one forward pass of one example through a Keras model.

    Counts the layers that have a kernel (dense and convolutional ones): its size, once for each
    position of the output. Biases, normalization and activations are left out.
    """
    total = 0
    for layer in model.layers:
        kernel = getattr(layer, "kernel", None)
        if kernel is not None:
            positions = int(np.prod(layer.output.shape[1:-1]))
            total += positions * int(np.prod(kernel.shape))
    return total


def gemm_rate(size: int = 1024, seconds: float = 1.0) -> float:
    """Floating-point operations a CPU second of a float32 matrix product, the best of several."""
    a = np.random.default_rng(0).standard_normal((size, size), dtype=np.float32)
    best, end = 0.0, time.process_time() + seconds
    while time.process_time() < end:
        start = time.process_time()
        a @ a
        best = max(best, 2 * size**3 / (time.process_time() - start))
    return best


def table(recipes: Mapping[str, Sequence[Run]], peer: str, gemm: float) -> str:
    """What the runs of each recipe needed and reached, as Markdown with a column a recipe.

    Args:
        recipes: the runs of each recipe, by its name.
        peer: the recipe that the others are compared with.
        gemm: the machine's operations a CPU second, from ``gemm_rate``.
    """
    target = float(np.mean([run.accuracy[-1] for run in recipes[peer]]))
    total = float(np.mean([run.cpu[-1] for run in recipes[peer]]))
    rows = {
        "runs": lambda runs: f"{len(runs)}",
        "CPU-s of training": lambda runs: spread([run.cpu[-1] for run in runs], ".1f"),
        f"CPU-s to {target:.2%} validation": lambda runs: spread(
            [run.seconds_to(target) for run in runs], ".1f"
        ),
        f"validation after {total:.1f} CPU-s": lambda runs: spread(
            [run.accuracy_at(total) for run in runs], ".2%"
        ),
        "best validation": lambda runs: spread([max(run.accuracy) for run in runs], ".2%"),
        "test accuracy at the end": lambda runs: spread([r.test_accuracy for r in runs], ".2%"),
        "peak memory, MiB": lambda runs: f"{max(run.memory for run in runs) / 2**20:.0f}",
        "multiply-adds, million": lambda runs: f"{runs[0].multiply_adds / 1e6:.3f}",
        "share of the GEMM rate": lambda runs: spread([run.flops() / gemm for run in runs], ".1%"),
    }
    lines = [
        ["recipe", *recipes],
        ["---", *["---:"] * len(recipes)],
        *([name, *map(show, recipes.values())] for name, show in rows.items()),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float], form: str) -> str:
    """The mean of values, and where there are several, their standard deviation."""
    if not np.all(np.isfinite(values)):
        return f"{np.isfinite(values).sum()} of {len(values)} reach it"
    mean = format(float(np.mean(values)), form)
    return mean + (f" ± {float(np.std(values, ddof=1)):{form}}" if len(values) > 1 else "")


def plot(recipes: Mapping[str, Sequence[Run]]) -> Axes:
    """Validation error of every run against its CPU seconds, on logarithmic axes."""
    _, axis = plt.subplots()
    for style, (name, runs) in zip(("C0o-", "C1^-", "C2s-", "C3D-"), recipes.items(), strict=False):
        for index, run in enumerate(runs):
            error = 100 * (1 - np.asarray(run.accuracy[1:]))
            label = "" if index else name
            axis.loglog(run.cpu[1:], error, style, ms=4, lw=1, label=label)
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_formatter("{x:g}")
        scale.set_minor_formatter("{x:g}")
    axis.set(xlabel="CPU seconds of training", ylabel="validation error (%)")
    axis.legend()
    return axis
