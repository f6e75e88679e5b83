"""Swedish words: one key for all forms, parts of compounds, tokens, typed values; and the table behind them."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import PlainAnalyzer, Token, TokenKind, cut_of
from index.errors import SearchIndexError
from index.swedish import SwedishAnalyzer
from index.swedish.compiling import Sources, compile_lexicon
from index.swedish.hunspell import Affixes, entries
from index.swedish.lexicon import FIRST, NOUN, WORD, Lexicon, Table, write_lexicon

ANALYZER = SwedishAnalyzer()


def token(text: str) -> Token:
    (first,) = [each for each in ANALYZER.tokens(text) if not each.is_typed]
    return first


def key(text: str) -> str:
    return token(text).key


def typed(text: str) -> set[str]:
    return {each.key for each in ANALYZER.tokens(text) if each.is_typed}


@pytest.mark.parametrize(
    "forms",
    [
        "nämnd nämnden nämnder nämndernas nämnds",
        "avtal avtalet avtalen avtalets",
        "anbud anbudet anbuden",
        "beslut beslutet besluten beslutens",
        "budget budgeten budgetar budgetens",
        "plan planen planer planernas",
        "ram ramen ramar ramarna",
        "avgift avgiften avgifter avgifternas",
        "skola skolan skolor skolornas",
        "bokslut bokslutet boksluten",
        "upphandlingsnämnd upphandlingsnämnden upphandlingsnämndens",
        "upphandlingsenhet upphandlingsenheten upphandlingsenheternas",
        "delegationsordning delegationsordningen delegationsordningar",
        "stadsbyggnadsförvaltning stadsbyggnadsförvaltningen stadsbyggnadsförvaltningens",
        "Torvalla Torvallas",
        "Haninge Haninges",
        "fo\u0308rskola förskolan FÖRSKOLAN för\u00adskolorna",
        "SBF SBF:s",
    ],
)
def test_all_forms_of_a_word_have_one_key(forms: str) -> None:
    assert len({key(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["får far", "nämnd nämna", "ram rama", "kommun kommunal", "mål måla", "LOV lov"])
def test_different_words_keep_different_keys(pair: str) -> None:
    one, other = pair.split()
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("upphandling", "direktupphandlingar ramupphandling upphandlingschef upphandlingsnämnden upphandlingsnämnd"),
        ("nämnd", "socialnämnden äldrenämndens nämndplan"),
        ("budget", "budgetuppföljning driftbudgeten internbudgetens"),
        ("avtal", "avtalet ramavtal samarbetsavtal"),
        ("anbud", "anbudet anbudsgivare"),
        ("skola", "grundskolan förskolor skolpengen skolskjuts grundskolelärare"),
        ("förskola", "förskolelärare förskolechefen"),
        ("förvaltning", "förvaltningsledningen stadsbyggnadsförvaltningens"),
        ("tjänst", "e-tjänsten hemtjänst"),
        ("avdelning", "IT-avdelningens"),
        ("IT", "IT-avdelningens"),
    ],
)
def test_a_word_is_found_inside_compounds(asked: str, words: str) -> None:
    for word in words.split():
        assert key(asked) in token(word).stems, word


@pytest.mark.parametrize(
    "pair", ["överprövas överprövning", "upphandlades upphandlingen", "belyst belysning", "renoverade renoveringar"]
)
def test_a_noun_finds_the_verb_it_was_made_from(pair: str) -> None:
    verb, noun = pair.split()
    assert key(noun) in token(verb).stems


def test_a_short_verb_is_not_taken_for_its_noun() -> None:
    assert key("handlingar") not in token("handlar").stems


@pytest.mark.parametrize(
    "word",
    [
        "handläggare",
        "handläggning",
        "medarbetare",
        "medlemskap",
        "undersökning",
        "förvaltning",
        "avdelning",
        "kommunal",
        "planering",
        "beslut",
        "ordning",
        "handling",
        "myndighet",
        "verksamhet",
        "kulturen",
        "varandra",
    ],
)
def test_what_only_looks_like_a_compound_is_left_whole(word: str) -> None:
    assert token(word).parts == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ordet", TokenKind.WORD),
        ("KSF", TokenKind.ACRONYM),
        ("SBF:s", TokenKind.ACRONYM),
        ("BUDGET", TokenKind.WORD),
        ("e-tjänst", TokenKind.HYPHENATED),
        ("1,1", TokenKind.NUMBER),
        ("12", TokenKind.NUMBER),
    ],
)
def test_tokens_say_what_they_are(text: str, kind: TokenKind) -> None:
    assert token(text).kind is kind


@pytest.mark.parametrize("word", ["hund", "Nämnden", "kyrkogårdsförvaltning"])
def test_dictionary_words_and_compounds_of_them_are_words(word: str) -> None:
    assert ANALYZER.is_word(word)


@pytest.mark.parametrize("word", ["nämdn", "upphandlling", "förvaltnig", "direktuphandling", "forvaltning"])
def test_misspellings_are_no_words(word: str) -> None:
    assert not ANALYZER.is_word(word)


def test_the_left_half_of_an_ellipsis_is_marked() -> None:
    social, och, rest = ANALYZER.tokens("social- och äldreförvaltningen")
    assert (social.kind, social.text, social.key) == (TokenKind.ELLIPTIC, "social", "social")
    assert (och.text, rest.key) == ("och", "äldreförvaltning")


def test_an_acronym_is_found_in_small_letters_and_keeps_its_capitals() -> None:
    assert token("LOV").stems == ("LOV", "lov")
    assert "LOV" not in token("lov").stems


def test_nothing_is_dropped() -> None:
    assert [each.key for each in ANALYZER.tokens("budget i balans å ö is us")] == [
        "budget",
        "i",
        "balans",
        "å",
        "ö",
        "is",
        "us",
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("över 1,1 m 20170101 t o m 20180617", {"sek:1100000", "year:2017", "year:2018"}),
        ("1,1 miljoner 2017", {"sek:1100000", "year:2017"}),
        ("läsåret 2019/2020 och 2021–2022", {"year:2019", "year:2020", "year:2021", "year:2022"}),
        ("den 2018-06-17", {"year:2018"}),
        ("dnr KS 2019/777", {"dnr:KS2019777"}),
        ("§ 12", {"para:12"}),
        ("12 §", {"para:12"}),
        ("telefon 08-606 70 00, lag 2016:1145", set()),
    ],
)
def test_amounts_years_cases_and_paragraphs_are_read(text: str, keys: set[str]) -> None:
    assert typed(text) == keys


def test_typed_values_stand_at_the_place_of_their_words() -> None:
    tokens = ANALYZER.tokens("för 1,1 mkr enligt § 12")
    places = {each.key: (each.position, each.text) for each in tokens if each.is_typed}
    assert places == {"sek:1100000": (1, "1,1 mkr"), "para:12": (4, "§ 12")}


PIECES = st.sampled_from(
    ["1,1 mkr", "2017", "2017-01-01", "§ 12", "12 §", "KS 2019/777", "KSF:s", "skol-", "och skolan", "1,1 mkr"]
)


@given(
    text=st.one_of(st.text(), st.text(alphabet="abÅö1-:.,/§ \u00ad\u0308", max_size=60), st.lists(PIECES).map(" ".join))
)
def test_tokens_are_slices_of_the_text_in_order(text: str) -> None:
    for analyzer in (ANALYZER, PlainAnalyzer()):
        tokens = analyzer.tokens(text)
        assert [each.position for each in tokens] == sorted(each.position for each in tokens)
        assert analyzer.cut(text) == cut_of(tokens)
        assert all(set(each.stems) <= set(analyzer.stems(each.text)) for each in tokens if not each.is_typed)
        assert [(each.text, each.start, each.end) for each in tokens if not each.is_typed] == analyzer.spans(text)
        assert all(text[each.start : each.end] == each.text and each.key and each.text for each in tokens)
        plain = [each.position for each in tokens if not each.is_typed]
        assert plain == list(range(len(plain)))


def test_the_version_names_the_sources() -> None:
    assert version("hunspell-sv") in ANALYZER.version
    assert version("simplemma") in ANALYZER.version


AFF = """
SFX G Y 2
SFX G 0 ar [^a]
SFX G a or a
SFX v N 1
SFX v 0 s/WXZ .
"""


def test_affixes_are_expanded_by_their_rules() -> None:
    rules = Affixes(AFF.splitlines())
    forms = [
        form for word, flags in entries(["3", "stol/Gv", "skola/G", "kloss", ""]) for form in rules.forms(word, flags)
    ]
    assert [(form.text, form.base, form.flags) for form in forms if form.flag] == [
        ("stolar", "stol", ""),
        ("stols", "stol", "WXZ"),
        ("skolor", "skola", ""),
    ]


TABLE = Table(
    lemmas={"stolar": "stol", "stol": "stol"}, parts={"stols": "stol"}, flags={"stol": WORD | NOUN, "stols": FIRST}
)


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    write_lexicon(tmp_path / "t", TABLE, "v1")
    lexicon = Lexicon(tmp_path / "t")
    found = {form: lexicon.find(form) for form in ("stol", "stolar", "stols", "bord", "\ud800")}
    assert lexicon.version == "v1"
    assert (found["bord"], found["\ud800"]) == (-1, -1)
    assert lexicon.lemma(found["stolar"]) == "stol"
    assert lexicon.lemma(found["stols"]) is None
    assert lexicon.part(found["stols"]) == "stol"
    assert lexicon.part(found["stol"]) is None
    assert lexicon.flags(found["stols"]) == FIRST
    assert lexicon.flags(found["stolar"]) == WORD


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: b"x" + raw[1:], lambda raw: b"short"])
def test_a_damaged_table_is_refused(tmp_path: Path, damage: object) -> None:
    write_lexicon(tmp_path / "t", TABLE, "v1")
    (tmp_path / "t").write_bytes(damage((tmp_path / "t").read_bytes()))  # type: ignore[operator]
    with pytest.raises(SearchIndexError, match="word table"):
        Lexicon(tmp_path / "t")


def test_a_place_where_nothing_can_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchIndexError, match="cannot be made"):
        SwedishAnalyzer(tmp_path / "file" / "folder").tokens("ord")


def test_the_cache_folder_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from index.swedish.analyzer import default_folder

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "kommunarkiv"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_folder() == Path.home() / ".cache" / "kommunarkiv"


DIC = """
8
nämnd/ADHsY
skola/AEGz
skol/XZ
gata/AEGY
gatu/XZ
plan/ADHXY
beslut/BDY
bygga/ADjKX
avtal/ABDY
avtala/AfmNv
felord/%AD
Berga/A
3/A
"""
AFFIXES = (
    AFF
    + """
SFX A Y 1
SFX A 0 s .
SFX B Y 2
SFX B 0 et [^a]
SFX B 0 nde a
SFX D Y 2
SFX D 0 en [^a]
SFX D 0 nde a
SFX s Y 1
SFX s 0 0/WX .
SFX f N 1
SFX f a s/WUZ a
"""
)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "x.aff").write_text(AFFIXES)
    (tmp_path / "x.dic").write_text(DIC)
    return Sources(
        affixes=tmp_path / "x.aff",
        dictionary=tmp_path / "x.dic",
        lemmas=lambda: [("nämnder", "nämna"), ("politiska", "politisk"), ("it", "se"), ("bättre", "god")],
        version="tiny",
    )


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("nämnden", "nämnd"),
        ("nämnder", "nämna"),
        ("politiska", "politisk"),
        ("it", None),
        ("bättre", None),
        ("byggande", "bygga"),
        ("bergas", "berga"),
        ("felord", None),
    ],
)
def test_lemmas_come_from_nouns_first_then_from_the_word_list(
    sources: Sources, tmp_path: Path, form: str, lemma: str | None
) -> None:
    compile_lexicon(tmp_path / "t", sources)
    lexicon = Lexicon(tmp_path / "t")
    number = lexicon.find(form)
    assert (lexicon.lemma(number) if number >= 0 else None) == lemma


@pytest.mark.parametrize(
    ("first", "part"),
    [
        ("skol", "skola"),
        ("gatu", "gata"),
        ("plan", "plan"),
        ("avtals", "avtal"),
        ("nämnd", "nämnd"),
        ("bygga", "bygga"),
    ],
)
def test_first_parts_are_known_as_the_words_they_come_from(
    sources: Sources, tmp_path: Path, first: str, part: str
) -> None:
    compile_lexicon(tmp_path / "t", sources)
    lexicon = Lexicon(tmp_path / "t")
    assert lexicon.part(lexicon.find(first)) == part
    assert lexicon.flags(lexicon.find(first)) & FIRST


def test_those_who_want_the_table_at_once_all_get_it_and_it_is_made_once(sources: Sources, tmp_path: Path) -> None:
    made: list[int] = []
    counted = replace(sources, lemmas=lambda: made.append(1) or [("nämnder", "nämnd")])
    analyzers = [SwedishAnalyzer(tmp_path / "cache", counted) for _ in range(4)]
    threads = [threading.Thread(target=each.prepare) for each in analyzers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.tokens("nämnder")[0].key for each in analyzers} == {"nämnd"}
    assert (len(made), len(list((tmp_path / "cache").glob("*.table")))) == (1, 1)


def test_sources_that_are_not_there_are_one_clear_error(sources: Sources, tmp_path: Path) -> None:
    gone = replace(sources, dictionary=tmp_path / "nosuch.dic")
    with pytest.raises(SearchIndexError, match=r"nosuch\.dic"):
        SwedishAnalyzer(tmp_path / "cache", gone).prepare()
