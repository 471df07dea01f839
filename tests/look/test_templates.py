"""Rules that every template and every file served must keep."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

TEMPLATES = sorted(Path(settings.BASE_DIR / "templates").rglob("*.html"))
STATIC = Path(settings.BASE_DIR / "static")
STYLE_SHEET = STATIC / "css" / "ciom.css"

BUDGET = 15_000  # bytes, compressed


def source(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_style_or_script(path: Path) -> None:
    html = source(path)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_third_party_address(path: Path) -> None:
    assert not re.search(r"(https?:)?//[\w-]+\.", source(path).replace("http://www.w3.org/", ""))


@pytest.mark.parametrize(
    "path",
    [*(STATIC / "css").glob("*"), *(STATIC / "js").glob("*"), *(STATIC / "img").glob("*")],
    ids=lambda path: path.name,
)
def test_static_files_fetch_nothing(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(", text)


def test_style_sheet_budget() -> None:
    content = STYLE_SHEET.read_bytes()
    assert len(brotli.compress(content)) <= BUDGET
    assert len(gzip.compress(content)) <= BUDGET


def test_scripts_budget() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in (STATIC / "js").glob("*.js")) <= BUDGET


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if "admin" not in path.parts], ids=lambda path: path.name
)
def test_every_class_is_styled(path: Path) -> None:
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", STYLE_SHEET.read_text()))
    html = re.sub(r"{%.*?%}|{{.*?}}", " ", source(path), flags=re.DOTALL)
    used = {
        name
        for value in re.findall(r'class="([^"]*)"', html)
        for name in value.split()
        if not name.endswith("--")
    }
    assert used <= styled


def test_every_style_is_used() -> None:
    style_sheet = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", STYLE_SHEET.read_text(), flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", style_sheet))
    python = [
        path
        for app in ("ciom", "registry", "orientation", "referrals")
        for path in Path(settings.BASE_DIR / app).rglob("*.py")
    ]
    written = "".join(path.read_text() for path in [*TEMPLATES, *python, *STATIC.glob("js/*.js")])
    words = set(re.findall(r"[a-zA-Z][\w-]*", written))
    # A tone is written `tag--{{ tone }}`.
    assert {name for name in styled if name not in words and name.split("--")[0] + "--" not in words} == set()
