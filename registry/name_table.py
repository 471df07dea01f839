"""Names whose spellings do not all follow from their sound: Jallow is Diallo, Cherno is Thierno."""

from collections.abc import Iterable

from registry.name_sounds import skeleton


class NameTable:
    """Listed names by their spellings. Built from rows (kind, name, spelling), folded, each one word."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._by_spelling: dict[str, set[str]] = {}
        self._by_sound: dict[str, set[str]] = {}
        self._spellings_of: dict[str, set[str]] = {}
        self._kinds_of: dict[str, set[str]] = {}
        self._read: dict[str, frozenset[str]] = {}
        for kind, name, spelling in rows:
            for written in (name, spelling):
                self._by_spelling.setdefault(written, set()).add(name)
                self._by_sound.setdefault(skeleton(written), set()).add(name)
                self._spellings_of.setdefault(name, set()).add(written)
            self._kinds_of.setdefault(name, set()).add(kind)

    def lists(self, word: str) -> bool:
        """Whether this very spelling is listed."""
        return word in self._by_spelling

    def canonical(self, word: str) -> frozenset[str]:
        """The listed names that a folded word may be a spelling of; empty when it is not a listed name.

        Several when the spelling is shared: "abdou" is a family name of Niger and a given name.
        """
        if word not in self._read:
            names = self._by_spelling.get(word) or self._by_sound.get(skeleton(word))
            self._read[word] = frozenset(names or ())
        return self._read[word]

    def spellings(self, word: str) -> frozenset[str]:
        """The listed spellings of a folded word's name, the word itself included: where to look for it."""
        return frozenset({word}.union(*(self._spellings_of[name] for name in self.canonical(word))))

    def kinds(self, word: str) -> frozenset[str]:
        """As what a folded word is listed: "nom", "prenom", both, or not at all."""
        return frozenset().union(*(self._kinds_of[name] for name in self.canonical(word)))
