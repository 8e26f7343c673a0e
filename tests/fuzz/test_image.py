"""The fuzzer of images for a minute, or for FUZZ_SECONDS (`make soak`): what it finds fails the test.

A run goes on from the inputs that earlier ones have kept in out/fuzz/image/corpus.
"""

from __future__ import annotations

import pytest

from tests.fuzz.fuzzing import NEEDS_CLANG, SECONDS, TIME_LIMIT, build, run

LEAST = 2000  # inputs in a minute, on a host that is busy with other tests

pytestmark = [NEEDS_CLANG, pytest.mark.timeout(TIME_LIMIT)]


def test_images_do_no_harm() -> None:
    build()
    done = run("image", SECONDS)
    assert done.status == 0, done.report("image")
    assert done.executions > LEAST
