"""The programs that `make bench` measures work on every engine, and all engines print the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bench.measure import answers
from tests.bench.workloads import WORKLOADS, Engines, Workload


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_engines_agree(workload: Workload, tmp_path: Path) -> None:
    """A few operations. Lua takes part where it is installed, for only `make bench` needs it."""
    said = answers(Engines(tmp_path, with_lua=shutil.which("lua5.4") is not None), workload, 20)
    assert len(said) >= 2
    assert len(set(said.values())) == 1, said
