"""Claims: a value that reaches its bar is shown and recorded, any other stops the notebook."""

from typing import Any

import pytest

from gradbook import claims
from gradbook.claims import ClaimError, claim


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], dict[str, Any]]]:
    outputs: list[tuple[dict[str, str], dict[str, Any]]] = []
    monkeypatch.setattr(
        claims, "display", lambda data, metadata, raw: outputs.append((data, metadata))
    )
    return outputs


def test_a_claim_that_holds_shows_the_value_and_its_bar(shown: list[Any]) -> None:
    claim("test accuracy", 0.9871234, at_least=0.986, unit="%", source="mean of 3 seeds")
    ((data, metadata),) = shown
    assert data["text/plain"] == "✓ test accuracy: 98.71 % (at least 98.6 %)"
    assert metadata[claims.RECORD_KEY] == {
        "name": "test accuracy",
        "value": 0.9871234,
        "at_least": 0.986,
        "unit": "%",
        "source": "mean of 3 seeds",
    }


@pytest.mark.parametrize(
    ("value", "bar", "words"),
    [
        (0.9, {"at_least": 0.91}, "at least 0.91"),
        (2e-6, {"at_most": 1e-6}, "at most 1e-06"),
        (3.0, {"between": (1, 2)}, "between 1 and 2"),
        (0.5, {"between": (1, 2)}, "between 1 and 2"),
        (float("nan"), {"at_least": 0}, "at least 0"),
        (float("nan"), {"at_most": 0}, "at most 0"),
    ],
)
def test_a_claim_that_fails_names_value_and_bar(
    value: float, bar: dict[str, Any], words: str, shown: list[Any]
) -> None:
    with pytest.raises(ClaimError, match=f"speed: .*{words}"):
        claim("speed", value, **bar)
    assert not shown


def test_a_value_on_the_bar_holds(shown: list[Any]) -> None:
    claim("a", 1, at_least=1)
    claim("b", 1, at_most=1)
    claim("c", 1, between=(1, 1))
    assert len(shown) == 3


def test_rounding_never_hides_a_failure() -> None:
    with pytest.raises(ClaimError, match=r"98\.5999 %.*98\.6 %"):
        claim("test accuracy", 0.985999, at_least=0.986, unit="%")


@pytest.mark.parametrize("bars", [{}, {"at_least": 1, "at_most": 2}])
def test_exactly_one_bar_is_needed(bars: dict[str, float]) -> None:
    with pytest.raises(TypeError, match="exactly one"):
        claim("speed", 1, **bars)  # type: ignore[arg-type]


def test_html_is_escaped(shown: list[Any]) -> None:
    claim("a < b", 1, at_least=0)
    assert "a &lt; b" in shown[0][0]["text/html"]
