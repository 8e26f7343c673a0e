"""Freezing: images are made when needed, whole or not at all, and programs bring their modules along."""

from pathlib import Path

import pytest

from build.errors import ToolError
from build.freeze import Plan, Source, build_image, compile_program, freeze
from build.image_format import read_image


def test_program_brings_the_modules_beside_it(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import helper, sys\nfrom package import part\n")
    (tmp_path / "helper.py").write_text("from package.part import x\n")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "part.py").write_text("from . import part\nx = 1\n")
    image = read_image(compile_program(tmp_path / "main.py"))
    names = [module.name for module in image.modules]
    assert names == ["__main__", "helper", "package", "package.part"]
    assert [module.is_package for module in image.modules] == [False, False, True, False]


def test_syntax_error_shows_file_line_and_caret(tmp_path: Path) -> None:
    source = tmp_path / "policy.py"
    source.write_text("x = 1\nreturn x\n")
    plan = Plan(tmp_path / "policy.img", "policy", [Source("policy", source)], "policy")
    with pytest.raises(ToolError) as caught:
        build_image(plan)
    assert f'File "{source}", line 2' in str(caught.value)
    assert "^^^^^^^^" in str(caught.value)
    assert not plan.path.exists()


def test_broken_policy_leaves_the_last_good_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("build.freeze.OUT", tmp_path)
    source = tmp_path / "policy.py"
    source.write_text("x = 1\n")
    plan = Plan(tmp_path / "policy.img", "policy", [Source("policy", source)], "policy")
    assert freeze(plan)
    assert not freeze(plan)
    good = plan.path.read_bytes()
    source.write_text("x = (1\n")
    with pytest.raises(ToolError, match="'\\(' was never closed"):
        freeze(plan)
    assert plan.path.read_bytes() == good
    source.write_text("x = 2\n")
    assert freeze(plan)
    assert plan.path.read_bytes() != good


def test_frozen_code_keeps_neither_documentation_nor_annotations(tmp_path: Path) -> None:
    source = tmp_path / "policy.py"
    source.write_text(
        '"""One."""\ncount: int = 1\nclass A:\n    """Two."""\n    x: str\n    def f(self) -> "Nine": ...\n'
    )
    plan = Plan(tmp_path / "policy.img", "policy", [Source("policy", source)], "policy")
    image = build_image(plan)
    for text in (b"One.", b"Two.", b"Nine", b"__doc__"):
        assert text not in image


def test_digest_follows_the_source(tmp_path: Path) -> None:
    source = tmp_path / "policy.py"
    source.write_text("x = 1\n")
    plan = Plan(tmp_path / "policy.img", "policy", [Source("policy", source)], "policy")
    before = plan.digest()
    source.write_text("x = 2\n")
    assert plan.digest() != before
