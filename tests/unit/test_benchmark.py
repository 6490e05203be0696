"""What the long benchmarks measure."""

import math
import time

import matplotlib.pyplot as plt
import numpy as np
import pytest

from gradbook import benchmark
from gradbook.benchmark import Run

SLOW = Run([0.0, 10.0, 20.0], [0.1, 0.8, 0.9], 0.91, 100 * 2**20, 2_000_000, 1_000)
FAST = Run([0.0, 4.0, 8.0], [0.1, 0.92, 0.91], 0.92, 50 * 2**20, 1_000_000, 1_000)


def test_seconds_and_accuracies_are_read_off_the_curve() -> None:
    assert FAST.seconds_to(0.9) == 4
    assert SLOW.seconds_to(0.95) == math.inf
    assert SLOW.accuracy_at(15) == 0.8
    assert FAST.accuracy_at(100) == 0.92  # the best so far, not the last


def test_a_training_step_counts_as_three_forward_passes() -> None:
    assert FAST.flops() == 3 * 2 * 1_000_000 * 1_000 / 8


def test_the_table_gives_each_recipe_a_column() -> None:
    table = benchmark.table({"peer": [SLOW, SLOW], "ours": [FAST]}, peer="peer", gemm=1e9)
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    rows = {line[0]: line[1:] for line in lines}
    assert rows["recipe"] == ["peer", "ours"]
    assert rows["CPU-s to 90.00% validation"] == ["20.0 ± 0.0", "4.0"]
    assert rows["validation after 20.0 CPU-s"] == ["90.00% ± 0.00%", "92.00%"]
    assert rows["peak memory, MiB"] == ["100", "50"]
    assert rows["share of the GEMM rate"] == ["60.0% ± 0.0%", "75.0%"]


def test_an_accuracy_that_is_not_always_reached_is_counted() -> None:
    assert benchmark.spread([3.0, math.inf], ".1f") == "1 of 2 reach it"


def test_the_plot_names_each_recipe_once() -> None:
    axis = benchmark.plot({"peer": [SLOW, SLOW], "ours": [FAST]})
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["peer", "ours"]
    plt.close(axis.figure)


def test_peak_memory_sees_what_was_freed_again() -> None:
    with benchmark.peak_memory(interval=0.001) as peak:
        array = np.ones(2**25)  # 256 MiB
        time.sleep(0.05)
        del array
        time.sleep(0.02)
    assert 2**27 < peak.bytes < 2**29


def test_multiply_adds_count_each_position_of_a_kernel() -> None:
    keras = pytest.importorskip("keras")
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 5, strides=2, padding="same"),  # 14 x 14 positions
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    assert benchmark.multiply_adds(model) == 14 * 14 * (5 * 5 * 4) + (14 * 14 * 4) * 10


def test_the_rate_of_a_matrix_product_is_that_of_a_processor() -> None:
    assert 1e8 < benchmark.gemm_rate(size=256, seconds=0.05) < 1e14
