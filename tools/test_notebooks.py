"""Run the notebooks under nbval: ``python tools/test_notebooks.py [--gpu] [CHAPTER]``.

On the CPU, stored outputs are compared with fresh ones (tests/notebooks/conftest.py says how). With
``--gpu`` the same notebooks run one after another on the GPU; their claims must hold, stored
numbers are not compared.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GPU_NEEDS = {
    "torch": "torch",
    "safetensors": "safetensors",
    "sentencepiece": "sentencepiece",
    "sacrebleu": "sacrebleu",
    "numpy": "numpy",
    "sklearn": "scikit-learn",
    "matplotlib": "matplotlib",
    "IPython": "ipython",
    "ipykernel": "ipykernel",
    "pooch": "pooch",
    "tqdm": "tqdm",
    "platformdirs": "platformdirs",
    "fsrs": "fsrs",
    "keras": "keras",
    "jupytext": "jupytext",
    "nbclient": "nbclient",
    "pytest": "pytest",
    "xdist": "pytest-xdist",
    "pytest_timeout": "pytest-timeout",
    "nbval": "nbval",
}


def prepare_gpu() -> None:
    """Make every kernel insist on the GPU, or stop with what is missing."""
    missing = [p for module, p in GPU_NEEDS.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise SystemExit(
            f"{sys.executable} lacks: {' '.join(missing)}\n"
            f"Install with: {sys.executable} -m pip install {' '.join(missing)}"
        )
    import torch

    if not torch.cuda.is_available():
        raise SystemExit(
            f"PyTorch {torch.__version__} of {sys.executable} sees no GPU, so the chapters would "
            "run on the CPU.\nRun `make test` for that, or name a Python whose PyTorch has CUDA: "
            "make test-gpu PYTHON=..."
        )
    os.environ["GRADBOOK_REQUIRE_GPU"] = "1"
    if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("tensorflow") is None:
        os.environ["KERAS_BACKEND"] = "torch"
    print(f"GPU: {torch.cuda.get_device_name()}, PyTorch {torch.__version__}, ", end="")
    print(f"Keras on {os.environ.get('KERAS_BACKEND', 'tensorflow')}", flush=True)


def seconds(notebook: Path) -> float:
    """How long the stored run of a notebook took; 0 where none is stored."""
    try:
        facts = json.loads(notebook.read_text("utf-8"))["metadata"]["gradbook"]
        return float(facts["seconds"])
    except (OSError, ValueError, KeyError):
        return 0.0


def main() -> int:
    """Run pytest on the notebooks and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gpu", action="store_true", help="insist on a GPU")
    parser.add_argument("chapter", nargs="?", default="", help="a chapter's number; default: all")
    arguments = parser.parse_args()
    if arguments.gpu:
        prepare_gpu()
    # Also for a Python into which the package was not installed, and for its kernels.
    source = str(ROOT / "src")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [source, os.getenv("PYTHONPATH")]))
    sys.path[:0] = [source, str(ROOT / "tools")]

    import chapters

    from gradbook.runtime import available_cores

    try:
        notebooks = [chapters.notebook_of(text) for text in chapters.texts(arguments.chapter)]
    except chapters.ChapterError as error:
        raise SystemExit(str(error)) from error
    notebooks.sort(key=seconds, reverse=True)  # so that no worker idles beside a long last one
    workers = 0 if arguments.gpu else min(available_cores(), len(notebooks))
    mode = "--nbval-lax" if arguments.gpu else "--nbval"
    options = [mode, "--nbval-current-env", "-n", str(workers), "--dist", "loadfile", "--timeout=0"]
    options.append("--no-loadscope-reorder")
    command = [sys.executable, "-m", "pytest", *options, "tests/notebooks", *map(str, notebooks)]
    return subprocess.call(command, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
