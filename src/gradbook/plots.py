"""Figures with one look: colors that color-blind readers tell apart, legible in light and dark."""

from collections.abc import Sequence

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
            "figure.figsize": (7.0, 3.6),
            "figure.dpi": 110,
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
