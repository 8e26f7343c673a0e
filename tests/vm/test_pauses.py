"""The bound of docs/collector.md: what one step of the collector takes, whatever the heap's size and shape.

Instructions are counted by callgrind, so the figures repeat exactly.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from build.execute import VM
from tests.vm.harness import build_harness
from tests.vm.pauses import POLICY_LIMIT, SHAPES, measure

BOUND = 50_000
LARGER = 2 << 20

pytestmark = [
    pytest.mark.skipif(not VM.is_file(), reason="the hosted VM is not built: run `make hosted`"),
    pytest.mark.skipif(shutil.which("valgrind") is None, reason="needs valgrind to count instructions"),
]


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_harness(tmp_path_factory.mktemp("harness"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("limit", [POLICY_LIMIT, LARGER])
def test_a_step_is_bounded(limit: int, shape: str, harness: Path, tmp_path: Path) -> None:
    pauses = measure(harness, tmp_path, shape, limit)
    assert len(pauses.steps) > 5
    assert 1000 < max(pauses.steps) <= BOUND
