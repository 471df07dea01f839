"""Text that the fonts of a printed page can show. PDF/UA refuses a page with a letter that no font draws."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import typst
from fontpkg_noto_sans import ROOT as FONT_FOLDER

FONTS = typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])
MISSING_LETTER = "□"
_LATIN = re.compile(r"[ -~\u00a0-\u024f\u2010-\u2015\u2018-\u201d\u2026\u202f]*")
# What joins or keeps apart the letters of a word; every other invisible mark is dropped.
_JOINERS = "\u200c\u200d"
_PROBE = b'#set document(title: "x")\n#set text(font: "Noto Sans", lang: "fr")\n#sys.inputs.text'


def printable(value: Any) -> Any:
    """The same data, where each letter that the fonts lack has become « □ ».

    Texts inside lists and dictionaries are read too. Line ends and control characters become spaces.
    """
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [printable(inner) for inner in value]
    return _printable_text(value) if isinstance(value, str) else value


def _printable_text(text: str) -> str:
    text = re.sub(" +", " ", "".join(_shown(letter) for letter in text)).strip()
    if _LATIN.fullmatch(text):
        return text
    text = "".join(letter if _has_letter(letter) else MISSING_LETTER for letter in text)
    # Letters that exist one by one may still not exist on top of each other.
    return text if _can_print(text) else _latin_only(text)


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return letter if letter in _JOINERS else ""
    if kind == "Co":
        return MISSING_LETTER
    return " " if kind in ("Cc", "Zl", "Zp") else letter


def _latin_only(text: str) -> str:
    return "".join(letter if _LATIN.fullmatch(letter) else MISSING_LETTER for letter in text)


@lru_cache(maxsize=4096)
def _has_letter(letter: str) -> bool:
    return bool(_LATIN.fullmatch(letter)) or _can_print(letter)


def _can_print(text: str) -> bool:
    try:
        typst.compile(
            _PROBE,
            sys_inputs={"text": text},
            font_paths=FONTS,
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
