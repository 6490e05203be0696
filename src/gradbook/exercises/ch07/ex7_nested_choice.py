r"""A choice inside the folds

Write `nested_error(x, y, fold, alphas)`: nested cross-validation of ridge regression. `x` has
shape (n, d), `y` has shape (n,). `fold` has shape (n,) and says for each example which of the
folds $0, \dots, k-1$ it is in ($k \ge 3$; folds can differ in size, none is empty). `alphas` has
shape (m,). Ridge regression has no bias here: $\mathbf{w} = (X^\top X + \alpha I)^{-1} X^\top
\mathbf{y}$.

Each fold is held back once. The *other* $k - 1$ folds choose $\alpha$ by a cross-validation among
themselves: every one of them is predicted by a fit on the $k - 2$ that remain, and the $\alpha$
with the smallest mean squared error over all these examples wins (the first of equal ones). Fit
again with it on all $k - 1$ folds, and predict the fold held back.

Return two things: the mean squared error over all $n$ examples, each predicted once, and the
chosen $\alpha$ of every fold, of shape (k,).
"""

from collections.abc import Iterator

import numpy as np

from gradbook.exercises.kit import Case, Slip, case, exercise


def nested_error(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean squared error and chosen penalties."""
    raise NotImplementedError("Replace this line by your code.")


def solution(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean squared error and chosen penalties."""

    def squares(train: np.ndarray, test: np.ndarray, alpha: float) -> np.ndarray:
        gram = x[train].T @ x[train] + alpha * np.eye(x.shape[1])
        w = np.linalg.solve(gram, x[train].T @ y[train])
        return np.asarray((x[test] @ w - y[test]) ** 2)

    def inner_error(rest: np.ndarray, alpha: float) -> float:
        inside = np.unique(fold[rest])
        parts = [squares(rest & (fold != g), rest & (fold == g), alpha) for g in inside]
        return float(np.mean(np.concatenate(parts)))

    errors, chosen = [], []
    for f in range(fold.max() + 1):
        rest = fold != f
        best = alphas[np.argmin([inner_error(rest, alpha) for alpha in alphas])]
        errors.append(squares(rest, ~rest, best))
        chosen.append(best)
    return float(np.mean(np.concatenate(errors))), np.array(chosen)


def wrong_outside(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """you chose one penalty with all folds, the one held back included; choose anew for each."""

    def squares(train: np.ndarray, test: np.ndarray, alpha: float) -> np.ndarray:
        gram = x[train].T @ x[train] + alpha * np.eye(x.shape[1])
        w = np.linalg.solve(gram, x[train].T @ y[train])
        return np.asarray((x[test] @ w - y[test]) ** 2)

    scores = []
    for alpha in alphas:
        parts = [squares(fold != f, fold == f, alpha) for f in range(fold.max() + 1)]
        scores.append(np.mean(np.concatenate(parts)))
    return float(min(scores)), np.full(fold.max() + 1, alphas[np.argmin(scores)])


def wrong_inner_score(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """you returned the errors of the winners in the inner loop; score the fold held back."""

    def squares(train: np.ndarray, test: np.ndarray, alpha: float) -> np.ndarray:
        gram = x[train].T @ x[train] + alpha * np.eye(x.shape[1])
        w = np.linalg.solve(gram, x[train].T @ y[train])
        return np.asarray((x[test] @ w - y[test]) ** 2)

    def inner_error(rest: np.ndarray, alpha: float) -> float:
        inside = np.unique(fold[rest])
        parts = [squares(rest & (fold != g), rest & (fold == g), alpha) for g in inside]
        return float(np.mean(np.concatenate(parts)))

    errors, chosen = [], []
    for f in range(fold.max() + 1):
        inner = [inner_error(fold != f, alpha) for alpha in alphas]
        errors.append(min(inner))
        chosen.append(alphas[np.argmin(inner)])
    return float(np.mean(errors)), np.array(chosen)


def wrong_best_outside(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """you took the penalty that is best on the fold held back; that fold must not choose."""

    def squares(train: np.ndarray, test: np.ndarray, alpha: float) -> np.ndarray:
        gram = x[train].T @ x[train] + alpha * np.eye(x.shape[1])
        w = np.linalg.solve(gram, x[train].T @ y[train])
        return np.asarray((x[test] @ w - y[test]) ** 2)

    errors, chosen = [], []
    for f in range(fold.max() + 1):
        tried = [squares(fold != f, fold == f, alpha) for alpha in alphas]
        best = int(np.argmin([part.mean() for part in tried]))
        errors.append(tried[best])
        chosen.append(alphas[best])
    return float(np.mean(np.concatenate(errors))), np.array(chosen)


def wrong_training_error(
    x: np.ndarray, y: np.ndarray, fold: np.ndarray, alphas: np.ndarray
) -> tuple[float, np.ndarray]:
    """you chose by the error on the examples that were fitted; there the smallest penalty wins."""

    def squares(train: np.ndarray, test: np.ndarray, alpha: float) -> np.ndarray:
        gram = x[train].T @ x[train] + alpha * np.eye(x.shape[1])
        w = np.linalg.solve(gram, x[train].T @ y[train])
        return np.asarray((x[test] @ w - y[test]) ** 2)

    errors, chosen = [], []
    for f in range(fold.max() + 1):
        rest = fold != f
        best = alphas[np.argmin([squares(rest, rest, alpha).mean() for alpha in alphas])]
        errors.append(squares(rest, ~rest, best))
        chosen.append(best)
    return float(np.mean(np.concatenate(errors))), np.array(chosen)


def cases() -> Iterator[Case]:
    """One weight by hand, noise, folds of different sizes, one penalty."""
    # With one weight and x = 1 the fit is sum(y) / (n + alpha). Fold 0 held back: alpha 0 has the
    # inner errors 4 and 4, alpha 1 has 0 and 9, so 0 wins, and the fit of (2, 4) is 3. Fold 1:
    # 16 and 16 against 4 and 16, so 1 wins, and the fit of (0, 4) is 4/3. Fold 2: 4 and 4 against
    # 1 and 4, so 1 wins, and the fit of (0, 2) is 2/3.
    hand = (9 + (2 - 4 / 3) ** 2 + (4 - 2 / 3) ** 2) / 3
    yield case(
        np.ones((3, 1)),
        np.array([0.0, 2.0, 4.0]),
        np.arange(3),
        np.array([0.0, 1.0]),
        expected=(hand, np.array([0.0, 1.0, 1.0])),
    )
    rng = np.random.default_rng(0)
    alphas = np.geomspace(0.01, 1000, 11)
    for n, d, k in ((30, 8, 3), (40, 20, 5)):
        x = rng.normal(size=(n, d))
        y = x @ rng.normal(size=d) * 0.3 + 2 * rng.normal(size=n)
        yield case(x, y, rng.permutation(np.arange(n) % k), alphas)
    sizes = np.repeat([2, 0, 1], [3, 18, 6])
    x = rng.normal(size=(27, 6))
    y = x[:, 0] + 2 * rng.normal(size=27)
    yield case(x, y, sizes, alphas, why="folds of different sizes")
    yield case(x, y, sizes, alphas[5:6], why="nothing to choose")


EXERCISE = exercise(
    starter=nested_error,
    solution=solution,
    wrong=[
        wrong_outside,
        wrong_inner_score,
        wrong_best_outside,
        Slip(
            "inner_training",
            "the fits of your inner loop also use the fold that is held back; use k - 2 folds",
            {
                "= [squares(rest & (fold != g), rest & (fold == g), alpha)": (
                    "= [squares(fold != g, fold == g, alpha)"
                )
            },
        ),
        wrong_training_error,
        Slip(
            "mean_of_folds",
            (
                "you averaged the errors of the folds, but folds differ in size; average over "
                "examples"
            ),
            {
                "~rest, best))": "~rest, best).mean())",
                "return float(np.mean(np.concatenate(errors))), np.array(chosen)": (
                    "return float(np.mean(errors)), np.array(chosen)"
                ),
            },
        ),
    ],
    cases=cases,
    difficulty="hard",
    minutes=45,
    hints=[
        "Write a helper first that returns the squared errors of a fit on some rows, tested on "
        "others; masks such as `fold != f` and `(fold != f) & (fold != g)` name the rows.",
        "For each f and each alpha, concatenate the squared errors of all g != f and take their "
        "mean. `np.argmin` returns the first of equal ones.",
        "The final fit for fold f uses all rows with `fold != f`. Collect its squared errors on "
        "`fold == f`, and take one mean over all of them at the end.",
    ],
    afterwards="The chosen penalties differ between folds. Which one would you use for new data?",
)
