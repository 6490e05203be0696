"""Seeds, devices and scale."""

import random
import subprocess
import sys

import numpy as np
import pytest

from gradbook import runtime


def test_seeds_repeat() -> None:
    drawn = []
    for _ in range(2):
        runtime.seed_everything(3)
        drawn.append((random.random(), np.random.rand()))  # noqa: NPY002
    assert drawn[0] == drawn[1]


def run(code: str, **environment: str) -> str:
    """What code prints in a process of its own, with the last line of any error."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    return done.stdout + "".join(done.stderr.splitlines(keepends=True)[-1:])


def test_numpy_uses_the_cpu_even_where_a_gpu_is_required() -> None:
    printed = run("from gradbook.runtime import device; print(device())", GRADBOOK_REQUIRE_GPU="1")
    assert printed.startswith("CPU, ")


def test_torch_on_the_cpu_is_refused_where_a_gpu_is_required() -> None:
    printed = run(
        "import torch; torch.cuda.is_available = lambda: False\n"
        "from gradbook.runtime import device; print(device())",
        GRADBOOK_REQUIRE_GPU="1",
    )
    assert "NoGpuError: torch sees no GPU" in printed


def test_scale_follows_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADBOOK_SCALE", "gpu")
    assert runtime.scale() == "gpu"
    monkeypatch.setenv("GRADBOOK_SCALE", "phone")
    with pytest.raises(ValueError, match="'phone'; it must be one of laptop, gpu"):
        runtime.scale()


def test_scale_is_laptop_without_a_gpu() -> None:
    assert run("from gradbook.runtime import scale; print(scale())") == "laptop\n"


def test_provenance_names_what_is_imported() -> None:
    facts = runtime.provenance()
    assert facts["versions"]["numpy"] == np.__version__
    assert set(facts) == {"python", "versions", "device"}
