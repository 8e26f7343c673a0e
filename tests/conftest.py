"""Settings of the whole test run: what hypothesis remembers goes to out/ like everything generated."""

from pathlib import Path

from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(__file__).resolve().parent.parent / "out" / "cache" / "hypothesis")
