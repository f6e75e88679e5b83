"""The word table made from its sources: hunspell-sv (forms, nouns, compound flags) and simplemma (other lemmas)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

from index.accents import unaccented
from index.analysis import fold
from index.collecting import uncollected
from index.errors import SearchIndexError
from index.swedish.hunspell import Affixes, Form, entries
from index.swedish.lexicon import FIRST, LAST, NOUN, WORD, Table, write_lexicon

ALGORITHM = "6"
"""Changes when the same sources give another table."""
_NOUN_FLAGS = frozenset("CEGHIJ")
"""Flags that only nouns have."""
_NOUN_OR_VERB_FLAGS = frozenset("BDF")
"""Flags that nouns have, and verbs (words on -a) for their participles."""
_VERB_FLAGS = frozenset("KLMNmj")
_INFLECTIONS = _NOUN_FLAGS | _NOUN_OR_VERB_FLAGS | {"A"}
_INFLECTED = _INFLECTIONS - {"A"} | _VERB_FLAGS
_SHORTEST_ON_AN = 5
_FORBIDDEN, _ONLY_COMPOUND = "%", "Z"
_LINKED = ("ning", "het", "tion", "skap", "nad", "ling", "dom", "tet", "ning", "ment", "um")
"""Nouns that take a linking -s as a compound's first part."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What a word table is made from. `lemmas` gives (form, lemma) pairs; `version` names all of it."""

    affixes: Path
    dictionary: Path
    lemmas: Callable[[], Iterable[tuple[str, str]]]
    version: str


def installed_sources() -> Sources:
    """The installed packages. Raises SearchIndexError when one is missing."""
    try:
        found = {Path(str(each)).name: Path(str(each.locate())).resolve() for each in files("hunspell-sv") or ()}
        versions = " ".join(f"{name}-{version(name)}" for name in ("hunspell-sv", "simplemma"))
    except PackageNotFoundError as error:
        raise SearchIndexError(f"the package {error.name} is not installed") from None
    return Sources(
        affixes=found["sv_SE.aff"],
        dictionary=found["sv_SE.dic"],
        lemmas=_simplemma,
        version=f"table-{ALGORITHM} {versions}",
    )


def _simplemma() -> Iterable[tuple[str, str]]:
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary("sv").items()


def compile_lexicon(path: Path, sources: Sources) -> None:
    """Make the table at `path`: some twenty seconds, once."""
    words = _Words()
    with uncollected():
        with sources.affixes.open(encoding="utf-8") as file:
            rules = Affixes(file)
        with sources.dictionary.open(encoding="utf-8") as file:
            for word, flags in entries(file):
                words.add_entry(word, flags, rules)
        words.add_lemmas(sources.lemmas())
        write_lexicon(path, words.table(), sources.version)


class _Words:
    """What is gathered while the sources are read."""

    def __init__(self) -> None:
        self._flags: dict[str, int] = {}
        self._nouns: dict[str, str] = {}
        self._firsts: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._lemmas: dict[str, str] = {}
        self._listed: dict[str, str] = {}
        self._nouns_on_an: set[str] = set()

    def add_entry(self, word: str, flags: str, rules: Affixes) -> None:
        if _FORBIDDEN in flags or not any(sign.isalpha() for sign in word):
            return
        is_noun, base = _is_noun(word, flags), fold(word).rstrip("-")
        may_end = LAST if "Y" in flags else 0
        if word.endswith("an") and word.islower() and not set(flags) & _INFLECTED:
            self._nouns_on_an.add(word)
        for form in rules.forms(word, flags):
            if not _is_likely(form):
                continue
            text = fold(form.text).rstrip("-")
            if _ONLY_COMPOUND not in form.flags:
                self._add_word(text, base, may_end, is_noun=is_noun and _inflects(form))
                if text == base or text not in self._bases:
                    self._bases[text] = base
            if ("X" in form.flags or "U" in form.flags) and not form.text.endswith("-"):
                self._add_first(text, base, is_own=not form.flag)

    def _add_word(self, text: str, base: str, may_end: int, *, is_noun: bool) -> None:
        flags = self._flags.get(text, 0) | WORD | may_end
        if is_noun:
            flags |= NOUN
            if text == base or text not in self._nouns:
                self._nouns[text] = base
        self._flags[text] = flags

    def _add_first(self, text: str, base: str, *, is_own: bool) -> None:
        self._flags[text] = self._flags.get(text, 0) | FIRST
        if text not in self._firsts or not is_own:
            self._firsts[text] = base

    def add_lemmas(self, pairs: Iterable[tuple[str, str]]) -> None:
        for form, lemma in pairs:
            text, base = fold(form), fold(lemma)
            if not _is_plausible(text, base):
                continue
            self._listed.setdefault(text, base)
            if text not in self._nouns:
                self._lemmas.setdefault(text, base)

    def table(self) -> Table:
        for noun in [text for text, base in self._nouns.items() if text == base and text.endswith(_LINKED)]:
            self._add_first(noun + "s", noun, is_own=True)
        plurals = self._plurals_on_ning()
        self._nouns.update(self._genitives())
        self._nouns.update((form, noun) for noun in plurals.values() for form in (noun, noun + "s"))
        nouns = {text: plurals.get(base) or self._singular(base) for text, base in self._nouns.items()}
        self._add_old_genitives()
        known = self._bases | self._lemmas | nouns
        lemmas = {text: _verb_behind(lemma, known) for text, lemma in known.items()}
        parts = {form: self._noun_behind(base) for form, base in self._firsts.items()}
        return _with_unaccented(Table(lemmas=lemmas, parts=parts, flags=self._flags))

    def _genitives(self) -> dict[str, str]:
        """The genitives of nouns that hunspell takes for another word's form ("rams" of "ramsa")."""
        others = [text for text, base in self._nouns.items() if text.endswith("s") and text != base]
        return {text: text[:-1] for text in others if self._listed.get(text) == text[:-1] and self._is_noun(text[:-1])}

    def _plurals_on_ning(self) -> dict[str, str]:
        """Nouns on -ning that are the plural's stem of one on -an: "anmälningar" is of "anmälan"."""
        nouns = [noun for noun in self._nouns_on_an if len(noun) > _SHORTEST_ON_AN and self._listed.get(noun) == noun]
        found = {noun[:-2] + ending: noun for noun in nouns for ending in ("ning", "ningar", "ningarna")}
        return {plural: noun for plural, noun in found.items() if self._is_noun(plural)}

    def _singular(self, noun: str) -> str:
        """The lemma of a plural that has an entry of its own ("böcker" -> "bok"); other nouns stay what they are."""
        lemma = self._listed.get(noun, noun)
        return lemma if lemma != noun and self._is_noun(lemma) and _is_umlaut(noun, lemma) else noun

    def _add_old_genitives(self) -> None:
        """First parts that hunspell lacks: "gatu" of "gata", "kyrko" of "kyrka"."""
        for form, lemma in self._listed.items():
            if form[-1] in "uo" and form[:-1] + "a" == lemma and self._is_noun(lemma):
                self._add_first(form, lemma, is_own=True)

    def _is_noun(self, word: str) -> bool:
        return self._nouns.get(word) == word

    def _noun_behind(self, first: str) -> str:
        """The key that the part has where it stands alone ("skol" -> "skola", "gatu" -> "gata")."""
        if first not in self._nouns and self._is_base(first[:-1]) and first.endswith("a"):
            return first[:-1]  # hunspell makes "avtals" from the verb "avtala"; it is the noun's
        if known := self._nouns.get(first) or self._lemmas.get(first):
            return known
        return next((each for each in _part_bases(first) if self._is_base(each)), first)

    def _is_base(self, word: str) -> bool:
        return word in (self._nouns.get(word), self._lemmas.get(word))


def _is_plausible(form: str, lemma: str) -> bool:
    """Not a slip of the word list ("it" -> "se"): Swedish inflection leaves a word's first letter alone."""
    return len(form) > 2 and form[0] == lemma[:1]


def _verb_behind(lemma: str, known: Mapping[str, str]) -> str:
    """The verb of a participle that the word list takes for a word of its own: "försenades" is of "försena"."""
    return known[lemma] if lemma.endswith("ad") and known.get(lemma) == lemma[:-1] else lemma


_UMLAUTS = str.maketrans("äö", "ao")


def _is_umlaut(plural: str, singular: str) -> bool:
    """The two differ in how a vowel sounds: "böcker" and "bok", "tjänstemän" and "tjänsteman"."""
    stem = len(singular) - 1
    alike = plural.translate(_UMLAUTS)[:stem] == singular.translate(_UMLAUTS)[:stem]
    return alike and plural[:stem] != singular[:stem]


def _with_unaccented(table: Table) -> Table:
    """The table and, for words with accents, the spelling without where that is no other word ("kommitten").

    Such a spelling stands alone only: "entre" begins no "entreprenad".
    """
    bare = {text: unaccented(text) for text in table.flags}
    added = {text: each for text, each in bare.items() if each != text and each not in table.lemmas}
    lemmas = {each: unaccented(table.lemmas.get(text, text)) for text, each in added.items()}
    flags = dict.fromkeys(added.values(), WORD)
    return Table(lemmas={**lemmas, **table.lemmas}, parts=table.parts, flags={**flags, **table.flags})


def _part_bases(form: str) -> Iterator[str]:
    """What a first part with its own entry ("skol", "gatu", "lärar") may come from."""
    if form.endswith("s"):
        yield form[:-1]
    yield form + "a"
    yield form + "e"
    if form[-1] in "eoua":
        yield form[:-1] + "a"
        yield form[:-1]


def _is_noun(word: str, flags: str) -> bool:
    own = set(flags)
    if own & _NOUN_FLAGS:
        return True
    if own & _NOUN_OR_VERB_FLAGS:
        return not word.endswith("a")
    return "A" in own and not own & _VERB_FLAGS


def _is_likely(form: Form) -> bool:
    """Not made by a rule for longer words ("k" -> "kr"), nor one that bends a name ("Åsum" -> "Åsa")."""
    if not form.flag or form.flag == "A":
        return True
    return len(form.base) > 1 and (form.base[0].islower() or form.text.startswith(form.base))


def _inflects(form: Form) -> bool:
    """The entry itself or a noun's ending on it; not a verb's participle."""
    if form.flag in _NOUN_OR_VERB_FLAGS and form.base.endswith("a"):
        return "nd" not in form.text[len(form.base) :]
    return not form.flag or form.flag in _INFLECTIONS
