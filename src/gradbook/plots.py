"""Figures with one look: colors that color-blind readers tell apart, legible in light and dark."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
"""The palette of Okabe and Ito (2008), the strongest contrasts first."""

LINES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1))]
"""A line style for each color, so that color is never the only signal."""


def use_style() -> None:
    """Set the book's figure style for this notebook."""
    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=LINES),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",  # a light card on the dark page, too
            "figure.figsize": (5.6, 3.3),  # small enough to be read on a phone
            "figure.dpi": 130,
            "font.size": 11,
            "grid.alpha": 0.3,
            "legend.frameon": False,
            "savefig.facecolor": "white",
        }
    )


def image_grid(images: ArrayLike, titles: Sequence[str] | None = None, columns: int = 8) -> Figure:
    """Show images in rows.

    Args:
        images: shape (n, height, width) in gray or (n, height, width, 3) in color.
        titles: one short title an image.
        columns: images in a row.

    Raises:
        ValueError: the number of titles is not the number of images.
    """
    pictures: NDArray[np.generic] = np.asarray(images)
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"{len(titles)} titles for {len(pictures)} images")
    rows = -(-len(pictures) // columns)
    height = 1.0 if titles is None else 1.3
    figure, axes = plt.subplots(
        rows, columns, figsize=(columns * 0.95, rows * height), squeeze=False
    )
    for axis in axes.flat:
        axis.set_axis_off()
    for index, (axis, picture) in enumerate(zip(axes.flat, pictures, strict=False)):
        axis.imshow(picture, cmap="gray_r", interpolation="nearest")
        if titles is not None:
            axis.set_title(titles[index], fontsize=9)
    return figure


def learning_curves(
    histories: Mapping[str, Mapping[str, ArrayLike]],
    metrics: Sequence[str] = ("loss", "accuracy"),
    first_epoch: int = 1,
) -> Figure:
    """Draw training (solid) and validation (dashed) curves, a panel a metric, a color a run.

    Args:
        histories: for each run its history with Keras's names: ``loss``, ``val_loss`` and so on,
            each of shape (epochs,).
        metrics: what to draw, each also under ``val_...``.
        first_epoch: the epoch of the first values; 0 where a history starts before training.

    Raises:
        KeyError: a history lacks a metric.
        ValueError: there are more runs than colors.
    """
    if len(histories) > len(COLORS):
        raise ValueError(f"{len(histories)} runs, but only {len(COLORS)} colors")
    figure, axes = plt.subplots(1, len(metrics), figsize=(4.5 * len(metrics), 3.6), squeeze=False)
    for axis, metric in zip(axes.flat, metrics, strict=True):
        for color, (name, history) in zip(COLORS, histories.items(), strict=False):
            for key, line, part in (
                (metric, "-", "training"),
                (f"val_{metric}", "--", "validation"),
            ):
                values = np.asarray(history[key])
                epochs = np.arange(first_epoch, first_epoch + len(values))
                axis.plot(epochs, values, line, color=color, label=f"{name}, {part}")
        axis.set(xlabel="epoch", ylabel=metric)
    axes[0, 0].legend(fontsize=9)
    return figure


def confusion_matrix(counts: ArrayLike, classes: Sequence[str] | None = None) -> Figure:
    """Show the mistakes of a confusion matrix: the more there are, the darker the field.

    The diagonal, where predictions are right, stays blank: its large counts would hide the rest.

    Args:
        counts: shape (classes, classes); rows are true classes, columns predicted ones.
        classes: names; the numbers from 0 where none are given.

    Raises:
        ValueError: the counts are not square, or the number of names is not that of the classes.
    """
    table = np.array(counts)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"a confusion matrix is square; this has shape {table.shape}")
    names = [str(k) for k in range(len(table))] if classes is None else list(classes)
    if len(names) != len(table):
        raise ValueError(f"{len(names)} names for {len(table)} classes")
    np.fill_diagonal(table, 0)
    size = 1.5 + 0.38 * len(table)
    figure, axis = plt.subplots(figsize=(size, size))
    axis.imshow(table, cmap="Blues", vmin=0)
    for row, column in np.argwhere(table):
        color = "white" if table[row, column] > table.max() / 2 else "black"
        axis.text(column, row, str(table[row, column]), color=color, ha="center", va="center")
    axis.set_xticks(range(len(table)), names)
    axis.set_yticks(range(len(table)), names)
    axis.set(xlabel="predicted class", ylabel="true class")
    axis.grid(visible=False)
    return figure
