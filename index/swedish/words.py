"""One Swedish word: the key that all its forms share, and the keys of a compound's parts."""

from __future__ import annotations

from functools import lru_cache

from index.accents import unaccented
from index.swedish.compounds import MORE_PARTS, NOUNS, split
from index.swedish.lexicon import NOUN, WORD, Lexicon

Reading = tuple[str, tuple[str, ...]]
"""Key and parts."""

_REMEMBERED = 200_000
_ENDINGS = ("arnas", "ornas", "ernas", "arna", "orna", "erna", "ens", "ets", "en", "et", "s")
_SHORTEST_STEM = 4
_SHORTEST_DERIVED = 9


class Words:
    """Reads folded words with a word table; what was read is remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    def is_known(self, word: str) -> bool:
        """The word table has it as a word that stands alone."""
        number = self._lexicon.find(word)
        return number >= 0 and bool(self._lexicon.flags(number) & WORD)

    def cuts(self, word: str) -> tuple[int, ...]:
        """Where a folded compound is cut, parts that are compounds themselves included: letters before each cut."""
        base = self._lemma(word) or word
        found: list[int] = []
        start = 0
        for piece in split(base, self._lexicon):
            end = start + len(piece)
            inner = piece if end == len(base) else self._alone(piece)
            found += [start + cut for cut in self.cuts(inner) if inner[:cut] == piece[:cut]]
            found.append(end)
            start = end
        return tuple(cut for cut in found if cut < len(base) and base[:cut] == word[:cut])

    def _read(self, word: str) -> Reading:
        """Spellings without accents stand beside the parts, the key's own where there are none: parts are ANDed."""
        key, parts = self._read_accented(word)
        bare = (unaccented(each) for each in parts or (key,))
        return key, tuple(dict.fromkeys(each for each in (*parts, *bare) if each != key))

    def _read_accented(self, word: str) -> Reading:
        lemma = self._lemma(word)
        pieces = split(lemma or word, self._lexicon)
        parts = tuple(dict.fromkeys(self._parts(pieces))) + MORE_PARTS.get(lemma or "", ())
        if lemma:
            return lemma, parts + self._nouns_of(lemma)
        if pieces:
            head, _ = self.read(pieces[-1])
            return "".join(pieces[:-1]) + head, parts
        return _stripped(word), ()

    def _lemma(self, word: str) -> str | None:
        number = self._lexicon.find(word)
        if number < 0:
            return None
        if lemma := self._lexicon.lemma(number):
            return lemma
        return word if self._lexicon.flags(number) & WORD and not self._genitive_base(word) else None

    def _genitive_base(self, word: str) -> bool:
        return word.endswith("s") and self._lexicon.find(word[:-1]) >= 0

    def _nouns_of(self, verb: str) -> tuple[str, ...]:
        """The noun of a verb: "överpröva" -> "överprövning". Short ones mean other things ("handla", "handling")."""
        if verb in NOUNS:
            return (NOUNS[verb],)
        if not verb.endswith("a"):
            return ()
        found = (verb[:-1] + ending for ending in ("ning", "ing"))
        return tuple(noun for noun in found if len(noun) >= _SHORTEST_DERIVED and self._is_noun(noun))[:1]

    def _is_noun(self, word: str) -> bool:
        number = self._lexicon.find(word)
        return number >= 0 and bool(self._lexicon.flags(number) & NOUN)

    def _parts(self, pieces: tuple[str, ...]) -> list[str]:
        """The keys of the parts, and of their parts where they are compounds themselves."""
        found: list[str] = []
        for place, piece in enumerate(pieces):
            is_last = place == len(pieces) - 1
            key, inner = self.read(piece if is_last else self._alone(piece))
            found += [key, *inner]
        return found

    def _alone(self, first: str) -> str:
        """A first part as it stands alone: "upphandlings" -> "upphandling", "skol" -> "skola"."""
        number = self._lexicon.find(first)
        if number >= 0 and (part := self._lexicon.part(number)):
            return part
        return first[:-1] if first.endswith("s") and self.is_known(first[:-1]) else first


def _stripped(word: str) -> str:
    """A word that no table knows, without its ending: names and new words in genitive and definite form."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
