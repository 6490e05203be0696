"""Seeds, devices and scale: what a run uses, in one place."""

import os
import platform
import random
import sys
from typing import Any

import numpy as np

SCALES = ("laptop", "gpu")


class NoGpuError(RuntimeError):
    """A GPU was asked for and the framework would silently use the CPU."""


def seed_everything(seed: int = 0) -> None:
    """Seed Python, NumPy and every framework that is imported already.

    Import Keras or PyTorch before calling this.
    """
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  # for libraries that use the global generator
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)


def device() -> str:
    """Name the device that the imported framework computes on.

    With Keras imported this asks its backend; else PyTorch where it is imported; NumPy always
    uses the CPU.

    Raises:
        NoGpuError: ``GRADBOOK_REQUIRE_GPU=1`` is set, a framework is imported and it sees no GPU.
    """
    framework, gpu = _framework_and_gpu()
    if gpu:
        return gpu
    if framework and os.environ.get("GRADBOOK_REQUIRE_GPU") == "1":
        raise NoGpuError(
            f"{framework} sees no GPU and would use the CPU. "
            "Install a build with GPU support, or unset GRADBOOK_REQUIRE_GPU."
        )
    cores = available_cores()
    threads = int(os.environ.get("OMP_NUM_THREADS", cores))
    return f"CPU, {threads} of {cores} cores" if threads < cores else f"CPU, {cores} cores"


def available_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scale() -> str:
    """``"gpu"`` where the framework sees a GPU, else ``"laptop"``; ``GRADBOOK_SCALE`` overrides.

    Raises:
        ValueError: ``GRADBOOK_SCALE`` is set to something else.
    """
    wanted = os.environ.get("GRADBOOK_SCALE")
    if wanted is None:
        return "gpu" if _framework_and_gpu()[1] else "laptop"
    if wanted not in SCALES:
        raise ValueError(f"GRADBOOK_SCALE is {wanted!r}; it must be one of {', '.join(SCALES)}")
    return wanted


def _framework_and_gpu() -> tuple[str, str]:
    """The framework in use and its first GPU's name; an empty string for either where none."""
    framework = ""
    if "keras" in sys.modules:
        framework = str(sys.modules["keras"].backend.backend())
    elif "torch" in sys.modules:
        framework = "torch"
    if framework == "torch":
        import torch

        return framework, torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    if framework == "tensorflow":
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        details = tf.config.experimental.get_device_details(gpus[0]) if gpus else {}
        return framework, details.get("device_name", "GPU") if gpus else ""
    if framework == "jax":
        import jax

        gpus = [d for d in jax.devices() if d.platform == "gpu"]
        return framework, str(gpus[0].device_kind) if gpus else ""
    return framework, ""


def provenance() -> dict[str, Any]:
    """What this process runs on: Python, the versions of what is imported, and the device."""
    versions = {
        module: sys.modules[module].__version__
        for module in ("numpy", "matplotlib", "sklearn", "keras", "tensorflow", "torch", "jax")
        if module in sys.modules
    }
    return {"python": platform.python_version(), "versions": versions, "device": device()}
