"""Figures: what is drawn, and what is refused."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from gradbook import plots

HISTORY = {
    "loss": [0.9, 0.5],
    "val_loss": [0.8, 0.6],
    "accuracy": [0.7, 0.8],
    "val_accuracy": [0.7, 0.75],
}


@pytest.fixture(autouse=True)
def _no_screen() -> Iterator[None]:
    """Draw without a screen, restore the settings, and close what was drawn."""
    with mpl.rc_context():
        plt.switch_backend("agg")
        yield
    plt.close("all")


def test_style_gives_each_line_color_and_dash() -> None:
    plots.use_style()
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()
    assert cycle["color"] == plots.COLORS
    assert len(set(map(str, cycle["linestyle"]))) == len(plots.COLORS)


def test_image_grid_has_an_axis_an_image_and_titles() -> None:
    figure = plots.image_grid(np.zeros((5, 4, 4)), [str(k) for k in range(5)], columns=3)
    shown = [axis for axis in figure.axes if axis.images]
    assert len(figure.axes) == 6
    assert [axis.get_title() for axis in shown] == ["0", "1", "2", "3", "4"]


def test_image_grid_refuses_a_missing_title() -> None:
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        plots.image_grid(np.zeros((2, 4, 4)), ["one"])


def test_learning_curves_draw_training_and_validation_of_each_run() -> None:
    figure = plots.learning_curves({"a": HISTORY, "b": HISTORY})
    assert [axis.get_ylabel() for axis in figure.axes] == ["loss", "accuracy"]
    lines = figure.axes[0].lines
    assert [line.get_label() for line in lines] == [
        "a, training",
        "a, validation",
        "b, training",
        "b, validation",
    ]
    assert lines[0].get_color() == lines[1].get_color() != lines[2].get_color()
    assert lines[0].get_linestyle() != lines[1].get_linestyle()
    assert list(lines[1].get_xdata()) == [1, 2]
    assert list(lines[1].get_ydata()) == HISTORY["val_loss"]


def test_learning_curves_may_start_before_training() -> None:
    figure = plots.learning_curves({"a": HISTORY}, metrics=["loss"], first_epoch=0)
    assert list(figure.axes[0].lines[0].get_xdata()) == [0, 1]


def test_learning_curves_refuse_more_runs_than_colors() -> None:
    with pytest.raises(ValueError, match="8 runs, but only 7 colors"):
        plots.learning_curves({str(run): HISTORY for run in range(8)})


def test_confusion_matrix_shows_mistakes_only() -> None:
    counts = np.array([[90, 3], [0, 80]])
    figure = plots.confusion_matrix(counts, ["cat", "dog"])
    (axis,) = figure.axes
    assert [(text.get_position(), text.get_text()) for text in axis.texts] == [((1, 0), "3")]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["cat", "dog"]
    assert axis.get_ylabel() == "true class"
    assert counts[0, 0] == 90  # the caller's table is untouched


@pytest.mark.parametrize(
    ("counts", "classes", "message"),
    [
        (np.zeros((2, 3)), None, r"square; this has shape \(2, 3\)"),
        (np.zeros(4), None, "square"),
        (np.zeros((2, 2)), ["one"], "1 names for 2 classes"),
    ],
)
def test_confusion_matrix_refuses(
    counts: np.ndarray, classes: list[str] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        plots.confusion_matrix(counts, classes)
