"""The fuzzer of source text for a minute, or for FUZZ_SECONDS (`make soak`); what CPython says of sources.

A run goes on from the inputs that earlier ones have kept in out/fuzz/source/corpus.
"""

from __future__ import annotations

import pytest

from tests.fuzz.fuzzing import NEEDS_CLANG, SECONDS, TIME_LIMIT, build, run
from tests.fuzz.source_comparison import EXACT, compare_with_cpython

LEAST = 200  # inputs in a minute, on a host that is busy with other tests

pytestmark = pytest.mark.timeout(TIME_LIMIT)


@NEEDS_CLANG
def test_sources_do_no_harm() -> None:
    build()
    done = run("source", SECONDS)
    assert done.status == 0, done.report("source")
    assert done.executions > LEAST


@pytest.mark.skipif(not EXACT, reason="other versions than 3.11 accept other sources")
def test_sources_are_accepted_as_by_cpython() -> None:
    disagreements = compare_with_cpython(SECONDS // 3)
    assert not disagreements, "\n".join(disagreements[:20])
