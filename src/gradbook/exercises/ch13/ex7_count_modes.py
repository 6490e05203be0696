r"""Which clouds were found?

Write `count_modes(points, centers, radius)`: `points` has shape (n, 2), `centers` has shape (k, 2).
A point is *good* if the nearest center is less than `radius` away, and it belongs to that center.
A cloud is *found* if at least a tenth of its fair share belongs to it: at least n / (10 k) points.

Return the number of clouds found, an integer, and the share of good points, a float. Without
points both are 0.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def count_modes(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """Number of clouds found, share of good points."""
    raise NotImplementedError("Replace this line by your code.")


def solution(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """Number of clouds found, share of good points."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)  # (n, k)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    found = int(np.sum(counts >= len(points) / (10 * len(centers))))
    return found, float(good.mean())


def wrong_any_distance(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """you gave every point to its nearest center, however far it is."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    counts = np.bincount(gaps.argmin(axis=1), minlength=len(centers))
    found = int(np.sum(counts >= len(points) / (10 * len(centers))))
    return found, float((gaps.min(axis=1) < radius).mean())


def wrong_one_is_enough(
    points: np.ndarray, centers: np.ndarray, radius: float
) -> tuple[int, float]:
    """one point is not enough; a cloud is found with a tenth of its fair share."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    return int(np.sum(counts > 0)), float(good.mean())


def wrong_full_share(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """you asked for the whole fair share, n / k; a tenth of it is enough."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    return int(np.sum(counts >= len(points) / len(centers))), float(good.mean())


def wrong_share_of_good(
    points: np.ndarray, centers: np.ndarray, radius: float
) -> tuple[int, float]:
    """you took a tenth of the good points only; the fair share is of all n points."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    return int(np.sum(counts >= good.sum() / (10 * len(centers)))), float(good.mean())


def wrong_squared_distance(
    points: np.ndarray, centers: np.ndarray, radius: float
) -> tuple[int, float]:
    """you compared the squared distance with the radius."""
    if not len(points):
        return 0, 0.0
    gaps = np.sum((points[:, None] - centers) ** 2, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    found = int(np.sum(counts >= len(points) / (10 * len(centers))))
    return found, float(good.mean())


def wrong_share_of_clouds(
    points: np.ndarray, centers: np.ndarray, radius: float
) -> tuple[int, float]:
    """the second number is the share of good points, not of clouds found."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    found = int(np.sum(counts >= len(points) / (10 * len(centers))))
    return found, found / len(centers)


def wrong_tenth_of_all(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """you asked for a tenth of all points; the fair share of a cloud is n / k."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    return int(np.sum(counts >= len(points) / 10)), float(good.mean())


def wrong_more_than_a_tenth(
    points: np.ndarray, centers: np.ndarray, radius: float
) -> tuple[int, float]:
    """exactly a tenth of the fair share is enough; compare with >=."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    found = int(np.sum(counts > len(points) / (10 * len(centers))))
    return found, float(good.mean())


def wrong_floor(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """you rounded n / (10 k) down; with few points that is 0, which every cloud has."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) < radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    return int(np.sum(counts >= len(points) // (10 * len(centers)))), float(good.mean())


def wrong_edge(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """a point at exactly the radius is not good; compare with <."""
    if not len(points):
        return 0, 0.0
    gaps = np.linalg.norm(points[:, None] - centers, axis=2)
    good = gaps.min(axis=1) <= radius
    counts = np.bincount(gaps.argmin(axis=1)[good], minlength=len(centers))
    found = int(np.sum(counts >= len(points) / (10 * len(centers))))
    return found, float(good.mean())


def wrong_every_center(points: np.ndarray, centers: np.ndarray, radius: float) -> tuple[int, float]:
    """you counted a point for every center that is near; it belongs to the nearest one only."""
    if not len(points):
        return 0, 0.0
    near = np.linalg.norm(points[:, None] - centers, axis=2) < radius
    found = int(np.sum(near.sum(axis=0) >= len(points) / (10 * len(centers))))
    return found, float(near.any(axis=1).mean())


def cases() -> Iterator[Case]:
    """Two clouds by hand, a rare cloud, the edge, close centers, a ring, no points."""
    centers = np.array([[0.0, 0.0], [10.0, 0.0]])
    far = np.zeros((22, 2))
    far[20:] = [9, 4]
    yield case(
        far, centers, 1.0, expected=(1, 20 / 22), why="twenty points at a center, two near none"
    )
    points = np.array([[0.5, 0.0], [0.0, 0.7], [9.0, 4.0], [10.0, 0.1]])
    yield case(points, centers, 1.0, expected=(2, 0.75), why="one point is near no center")
    yield case(points[:3], centers, 1.0, expected=(1, 2 / 3), why="one cloud has only a far point")
    many = np.zeros((100, 2))
    many[:4] = [10, 0]
    yield case(
        many.copy(), centers, 1.0, expected=(1, 1.0), why="only 4 of 100 in the second cloud"
    )
    rare = np.zeros((100, 2))
    rare[:7] = [10, 0]
    yield case(rare, centers, 1.0, expected=(2, 1.0), why="a cloud with 7 of 100")
    many[4] = [10, 0]
    yield case(many.copy(), centers, 1.0, expected=(2, 1.0), why="now 5 of 100 in the second cloud")
    many[5:] = [50, 50]
    many[0] = [0, 0]
    yield case(many.copy(), centers, 1.0, expected=(0, 0.05), why="few good points, 1 and 4 of 100")
    edge = np.array([[1.0, 0.0], [10.0, 0.0]])
    yield case(edge, centers, 1.0, expected=(1, 0.5), why="a point at exactly the radius")
    close = np.array([[0.0, 0.0], [1.0, 0.0]])
    left = np.array([[0.4, 0.0], [0.3, 0.0]])
    yield case(left, close, 1.0, expected=(1, 1.0), why="points near two centers")
    angles = np.arange(8) * np.pi / 4
    circle = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    rng = np.random.default_rng(0)
    ring = circle[rng.integers(6, size=500)] + 0.1 * rng.standard_normal((500, 2))
    yield case(ring, circle, 0.2, why="six of eight clouds")
    yield case(np.zeros((0, 2)), centers, 1.0, expected=(0, 0.0), why="no points")


EXERCISE = exercise(
    starter=count_modes,
    solution=solution,
    wrong=[
        wrong_any_distance,
        wrong_one_is_enough,
        wrong_full_share,
        wrong_share_of_good,
        wrong_squared_distance,
        wrong_share_of_clouds,
        wrong_tenth_of_all,
        wrong_more_than_a_tenth,
        wrong_floor,
        wrong_edge,
        wrong_every_center,
    ],
    cases=cases,
    difficulty="medium",
    minutes=15,
    hints=[
        "`np.linalg.norm(points[:, None] - centers, axis=2)` gives all distances, (n, k).",
        "`argmin` along a row names the nearest center, `min` says how far it is.",
        "`np.bincount(which[good], minlength=k)` counts; compare with `len(points) / (10 * k)`.",
    ],
    afterwards="Provoke collapse in the chapter's ring game, and watch both numbers step by step.",
)
