r"""Recall and coverage

Write `recall_and_coverage(real, drawn, k)`: `real` has shape (n, d), `drawn` has shape (m, d), with
n and m larger than `k`. The *ball* of a point reaches to its k-th nearest neighbor among the
*other* points of its own set; a point on its surface is inside. Return two floats:

- recall, the share of real points that lie in the ball of at least one drawn point;
- coverage, the share of real points in whose own ball at least one drawn point lies.

SciPy's `cdist(a, b)` gives all distances between the points of `a` and those of `b`, exactly enough
to see that a point is on a surface.
"""

from collections.abc import Iterator

import numpy as np
from scipy.spatial.distance import cdist

from gradbook.exercises.kit import Case, case, exercise

IMPORTS = "import numpy as np\nfrom scipy.spatial.distance import cdist"


def recall_and_coverage(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """Recall and coverage."""
    raise NotImplementedError("Replace this line by your code.")


def solution(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """Recall and coverage."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k]
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_itself(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """you counted a point as its own first neighbor, so your balls are too small."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k - 1]
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k - 1]
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_precision(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """your first number is precision: you counted drawn points in the balls of real ones."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    precision = (between <= own[:, None]).any(axis=0).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(precision), float(coverage)


def wrong_exchanged(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """you exchanged the two: recall uses the balls of drawn points, coverage those of real ones."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k]
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(coverage), float(recall)


def wrong_distance_between(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """the radius of a drawn point comes from other drawn points, not from real ones."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    theirs = np.sort(between, axis=0)[k]
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_open_ball(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """a point on the surface of a ball is inside: compare with <=."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k]
    recall = (between < theirs).any(axis=1).mean()
    coverage = (between < own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_mean_ball(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """you gave all balls of a set one radius; each point has its own."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k].mean()
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k].mean()
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_largest_ball(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """you gave all drawn balls the largest radius; each drawn point has its own."""
    between = cdist(real, drawn)
    own = np.sort(cdist(real, real), axis=1)[:, k]
    theirs = np.sort(cdist(drawn, drawn), axis=1)[:, k].max()
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def wrong_one_too_far(real: np.ndarray, drawn: np.ndarray, k: int) -> tuple[float, float]:
    """your balls reach to neighbor k + 1: without the point itself, neighbor k has index k - 1."""
    between = cdist(real, drawn)
    within_real, within_drawn = cdist(real, real), cdist(drawn, drawn)
    np.fill_diagonal(within_real, np.inf)
    np.fill_diagonal(within_drawn, np.inf)
    own = np.sort(within_real, axis=1)[:, k]
    theirs = np.sort(within_drawn, axis=1)[:, k]
    recall = (between <= theirs).any(axis=1).mean()
    coverage = (between <= own[:, None]).any(axis=1).mean()
    return float(recall), float(coverage)


def cases() -> Iterator[Case]:
    """Points on a line by hand, random clouds, repeated points."""
    real = np.array([[0.0], [1.0], [2.0], [10.0]])
    drawn = np.array([[0.4], [0.6]])
    yield case(real, drawn, 1, expected=(0.0, 0.5), why="the chapter's points on a line")
    real, drawn = np.array([[0.0], [3.0], [9.0]]), np.array([[3.0], [5.0], [20.0]])
    yield case(real, drawn, 1, expected=(2 / 3, 1.0), why="a real point on a drawn point")
    rng = np.random.default_rng(0)
    yield case(rng.standard_normal((40, 3)), rng.standard_normal((30, 3)) + 1, 3)
    yield case(rng.standard_normal((30, 2)), 2 * rng.standard_normal((50, 2)), 5)
    one = np.ones((6, 2))
    yield case(rng.standard_normal((8, 2)), one, 2, why="one drawing, repeated")
    yield case(one, one.copy(), 2, expected=(1.0, 1.0), why="all points equal")


EXERCISE = exercise(
    starter=recall_and_coverage,
    solution=solution,
    wrong=[
        wrong_itself,
        wrong_precision,
        wrong_exchanged,
        wrong_distance_between,
        wrong_open_ball,
        wrong_mean_ball,
        wrong_largest_ball,
        wrong_one_too_far,
    ],
    cases=cases,
    difficulty="hard",
    minutes=30,
    hints=[
        "`between = cdist(real, drawn)` has shape (n, m): a row is a real point, a column a drawn "
        "one.",
        "In a sorted row of `cdist(real, real)` index 0 is the point itself, so the radius has "
        "index k.",
        "Recall: compare each column of `between` with the radius of its drawn point, then ask "
        "`any(axis=1)`. Coverage: compare each row with the radius of its real point, then ask "
        "the same.",
    ],
    afterwards="Add one drawing far away from everything. Which of the two numbers rises, and why?",
    imports=IMPORTS,
)
