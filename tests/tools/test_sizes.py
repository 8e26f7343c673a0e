"""What the built files may weigh at most."""

import pytest

from build.iso import OUT

LIMITS = {"kernel.elf": 1024, "policy.img": 96, "library.img": 1024, "permafrost.iso": 8 * 1024}  # KiB


@pytest.mark.parametrize("name", LIMITS)
def test_size(name: str) -> None:
    assert (OUT / name).stat().st_size < LIMITS[name] * 1024
