"""Looking words up in a reference list by the ways people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from registry.letters import is_one_slip_away
from registry.names import fold

# Below this length one changed letter makes another word.
_SHORTEST_WITH_A_SLIP = 6


@dataclass(frozen=True)
class Found:
    """The code a writing stands for; `nearly` when one letter had to be forgiven."""

    code: str
    nearly: bool = False


class Lexicon:
    """Writings -> codes. A writing of two codes is ambiguous and stands for none."""

    def __init__(self, writings: Iterable[tuple[str, str]]) -> None:
        self._codes: dict[str, set[str]] = {}
        for writing, code in writings:
            if key := fold(writing):
                self._codes.setdefault(key, set()).add(code)

    def candidates(self, writing: str) -> frozenset[str]:
        """All codes that exactly this writing may stand for."""
        return frozenset(self._codes.get(fold(writing), ()))

    def find(self, writing: str) -> Found | None:
        """The one code of a writing, forgiving one letter in a long word; None when there are none or several."""
        key = fold(writing)
        exact = self._codes.get(key)
        if exact is not None:
            return Found(next(iter(exact))) if len(exact) == 1 else None
        if len(key) < _SHORTEST_WITH_A_SLIP:
            return None
        near = {
            code for known, codes in self._codes.items() if is_one_slip_away(key, known) for code in codes
        }
        return Found(near.pop(), nearly=True) if len(near) == 1 else None


def items(text: str, lexicon: Lexicon) -> list[str]:
    """The items of a cell that may list several ("logement + nourriture"), unless the whole is one item."""
    if not text or lexicon.find(text):
        return [text] if text else []
    return [part.strip() for part in re.split(r"[+/,;&]|\bet\b", text) if part.strip()]
