r"""The Fréchet distance of two clouds

Write `frechet_distance(a, b)`: `a` has shape (n, d), `b` has shape (m, d), with n and m at least 2.
Take each cloud for normal, with the mean and the covariance of its points (dividing by n - 1), and
return their Fréchet distance as a float:

$$
\lVert \boldsymbol\mu_1 - \boldsymbol\mu_2 \rVert^2 + \operatorname{tr} C_1 + \operatorname{tr} C_2
- 2 \sum_i \sqrt{\lambda_i(C_1 C_2)} .
$$

The eigenvalues of $C_1 C_2$ are never negative, but rounding can make them so, or complex. The
result must be right there too, without a warning. Any way that gives the same number is welcome.
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, case, exercise


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of two clouds."""
    raise NotImplementedError("Replace this line by your code.")


def solution(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of two clouds."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_no_means(a: np.ndarray, b: np.ndarray) -> float:
    """you left out the distance of the means."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    return float(np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_no_square(a: np.ndarray, b: np.ndarray) -> float:
    """the distance of the means must be squared."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    shift = np.linalg.norm(a.mean(axis=0) - b.mean(axis=0))
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_means_only(a: np.ndarray, b: np.ndarray) -> float:
    """you compared the means only; clouds of different shape would be equal."""
    return float(np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2))


def wrong_entrywise_root(a: np.ndarray, b: np.ndarray) -> float:
    """you took the root of each entry of the matrix; take the roots of its eigenvalues."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    roots = np.trace(np.sqrt(np.abs(c1 @ c2)))
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_variances(a: np.ndarray, b: np.ndarray) -> float:
    """you used the variance of each column only; columns that vary together count, too."""
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.sum((a.std(axis=0, ddof=1) - b.std(axis=0, ddof=1)) ** 2))


def wrong_no_root(a: np.ndarray, b: np.ndarray) -> float:
    """you summed the eigenvalues without their roots."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * np.trace(c1 @ c2))


def wrong_divided_by_n(a: np.ndarray, b: np.ndarray) -> float:
    """your covariances are divided by n; divide by n - 1."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False, bias=True)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_columns(a: np.ndarray, b: np.ndarray) -> float:
    """you took columns for points; rows are points, `np.cov(a, rowvar=False)`."""
    c1, c2 = np.atleast_2d(np.cov(a)), np.atleast_2d(np.cov(b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_single_number(a: np.ndarray, b: np.ndarray) -> float:
    """with one column `np.cov` returns a single number; `np.atleast_2d` makes a matrix of it."""
    c1, c2 = (np.cov(cloud, rowvar=False) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_root_of_sum(a: np.ndarray, b: np.ndarray) -> float:
    """you took the root of the sum; sum the roots of the eigenvalues."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(c1 @ c2).real, 0).sum())
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_symmetric(a: np.ndarray, b: np.ndarray) -> float:
    """the product C1 C2 is not symmetric, and `eigvalsh` reads only half of it; use `eigvals`."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.maximum(np.linalg.eigvalsh(c1 @ c2), 0)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_singular_values(a: np.ndarray, b: np.ndarray) -> float:
    """those are the singular values of C1 C2; take its eigenvalues."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.linalg.svd(c1 @ c2, compute_uv=False)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_complex(a: np.ndarray, b: np.ndarray) -> float:
    """rounding made eigenvalues complex; keep their real part, and nothing below 0."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.linalg.eigvals(c1 @ c2)).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def wrong_negative(a: np.ndarray, b: np.ndarray) -> float:
    """rounding made eigenvalues negative; their roots count as 0."""
    c1, c2 = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (a, b))
    roots = np.sqrt(np.linalg.eigvals(c1 @ c2).real).sum()
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(shift + np.trace(c1) + np.trace(c2) - 2 * roots)


def cases() -> Iterator[Case]:
    """One dimension by hand, random clouds, equal clouds, clouds in a plane."""
    a, b = np.array([[-1.0], [0.0], [1.0]]), np.array([[-2.0], [3.0], [8.0]])
    yield case(a, b, expected=25.0, why="means 0 and 3, deviations 1 and 5", rtol=1e-6, atol=1e-6)
    rng = np.random.default_rng(0)
    mix = rng.standard_normal((4, 4))
    yield case(
        rng.standard_normal((30, 4)), rng.standard_normal((50, 4)) @ mix + 1, rtol=1e-6, atol=1e-6
    )
    cloud = rng.standard_normal((20, 3))
    yield case(cloud, cloud.copy(), expected=0.0, why="equal clouds", rtol=1e-6, atol=1e-6)
    planes = rng.standard_normal((2, 2, 20))  # two vectors of 20 numbers for each cloud
    flat, other = rng.standard_normal((2, 30, 2)) @ planes
    yield case(flat, other, why="clouds that lie in two planes", rtol=1e-6, atol=1e-6)


EXERCISE = exercise(
    starter=frechet_distance,
    solution=solution,
    wrong=[
        wrong_no_means,
        wrong_no_square,
        wrong_means_only,
        wrong_entrywise_root,
        wrong_variances,
        wrong_no_root,
        wrong_divided_by_n,
        wrong_columns,
        wrong_single_number,
        wrong_root_of_sum,
        wrong_symmetric,
        wrong_singular_values,
        wrong_complex,
        wrong_negative,
    ],
    cases=cases,
    difficulty="medium",
    minutes=20,
    hints=[
        "`np.cov(a, rowvar=False)` is the covariance; with one column it is a single number, so "
        "wrap it in `np.atleast_2d`.",
        "`np.linalg.eigvals(c1 @ c2)`; keep the real part, and nothing below 0.",
        "Add the squared distance of the means and both traces, subtract twice the sum of roots.",
    ],
    afterwards="Draw both clouds from one distribution. How does the distance fall with n?",
)
