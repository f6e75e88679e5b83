"""Swedish on every engine, and every engine like the reference."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import PlainAnalyzer
from index.model import Document, SearchIndex, Sort
from tests.contract.searching import ENGINES, LIBRARY, NAMES, OTHERS, SCHEMA, ask, fill, page


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Två direktupphandlingar gjordes.", "upphandling"),
        ("En ramupphandling pågår.", "upphandlingar"),
        ("Upphandlingschefen svarade.", "upphandling"),
        ("Upphandlingsnämnden upphör.", "upphandling nämnd"),
        ("Ärendet gick till socialnämnden.", "nämnd"),
        ("Enligt budgetuppföljningen håller driftbudgeten.", "budget"),
        ("Uppföljningen av nämndens budget är klar.", "budgetuppföljning"),
        ("Avtalet löper ut.", "avtal"),
        ("Ett nytt ramavtal gäller.", "avtal"),
        ("Anbudet antogs.", "anbud"),
        ("Grundskolan växer.", "skola"),
        ("Tre förskolor stänger.", "skola"),
        ("Direktupphandlingar över 1,1 m 20170101 t o m 20180617.", "över 1,1 miljoner 2017"),
        ("Budget i balans är målet.", '"budget i balans"'),
        ("Budgetar i balans är målet.", '="budget i balans"'),
        ("Beslutet fattades av SBF:s ledning.", "SBF"),
        ("Kostnaden blev 23,9 mnkr.", "23,9 miljoner"),
        ("Ärende KS 2019/777 avslutas.", "KS-2019/777"),
        ("Protokollet, § 12, justerades.", "§ 12"),
        ("LOV införs i hemtjänsten.", "lov"),
    ],
)
def test_swedish_words_find_each_other(swedish: SearchIndex, text: str, query: str) -> None:
    fill(swedish, page("a", text), page("b", "Något helt annat."))
    result = ask(swedish, query)
    assert [hit.id for hit in result.hits] == ["a"]
    assert "some-words" not in [note.code for note in result.notes]
    assert any(piece.hit for piece in result.hits[0].snippet)
    assert result.hits[0].matches


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Budgetar i balans är målet.", '"budget i balans"'),
        ("Balans i budget är målet.", '"budget i balans"'),
        ("Fåret får gräs.", "far"),
        ("Kommunen ska bygga.", "skola"),
        ("Kostnaden blev 11 miljoner.", "1,1 miljoner"),
    ],
)
def test_swedish_words_that_differ_stay_apart(swedish: SearchIndex, text: str, query: str) -> None:
    fill(swedish, page("a", text))
    assert ask(swedish, query).total == 0


@pytest.mark.parametrize(
    ("text", "query", "marked", "how"),
    [
        ("Driftbudgeten är antagen.", "budget", "Driftbudgeten", "del av sammansättning"),
        ("Den kostar 23,9 mnkr.", "23,9 miljoner", "23,9 mnkr", "samma belopp"),
        ("Den gäller från 20170101.", "2017", "20170101", "samma år"),
        ("Avtalet överprövas.", "överprövning", "överprövas", "besläktat ord"),
        ("Avtalet gäller.", "avtal", "Avtalet", "böjning"),
    ],
)
def test_a_hit_says_how_a_swedish_word_was_found(
    swedish: SearchIndex, text: str, query: str, marked: str, how: str
) -> None:
    fill(swedish, page("a", text))
    hit = ask(swedish, query).hits[0]
    assert [piece.text for piece in hit.snippet if piece.hit] == [marked]
    assert [match.how for match in hit.matches] == [how]


@pytest.mark.parametrize("name", OTHERS)
def test_every_engine_answers_like_the_reference_on_a_larger_library(name: str, tmp_path: Path) -> None:
    random = Random(3)
    vocabulary = [f"ord{number}" for number in range(200)]
    weights = [1 / (number + 1) ** 1.5 for number in range(200)]
    reference = ENGINES["memory"](tmp_path, SCHEMA, PlainAnalyzer())
    index = ENGINES[name](tmp_path / "index", SCHEMA, PlainAnalyzer())
    for start in range(0, 300, 100):
        pages = [
            page(
                f"p{random.randrange(280):03}",
                " ".join(random.choices(vocabulary, weights, k=random.randint(1, 40))),
                unit=random.choice(["A", "B", ""]),
                year=random.randint(2019, 2024),
                day=f"20{random.randint(10, 24)}-01-01",
            )
            for _ in range(start, start + 100)
        ]
        fill(reference, *pages)
        fill(index, *pages)
    for _ in range(120):
        words = random.choices(vocabulary, k=3)
        text = random.choice(
            ["{} ELLER {} ELLER {}", "{} {} {}", "{} i -{} {}", '"{} {}" ELLER {}', "{} ({} ELLER {})"]
        )
        options = {"sort": random.choice(list(Sort)), "page": random.randint(1, 3), "size": 7}
        asked = text.format(*words)
        assert ask(index, asked, **options) == ask(reference, asked, **options), asked


WORDS = st.sampled_from(["budget", "balans", "i", "skola", "vård", "ny"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
DOCUMENTS = st.builds(
    lambda name, title, body, unit, year, day: Document(
        id=name,
        values={"title": title, "body": body, "unit": tuple(unit), "year": tuple(year), "day": day},
    ),
    name=st.sampled_from("abcdefgh"),
    title=TEXTS,
    body=TEXTS,
    unit=st.lists(st.sampled_from(["Skola", "Vård", "Ny"]), max_size=2),
    year=st.lists(st.integers(2019, 2022), max_size=2),
    day=st.sampled_from(["", "2019-01-01", "2020-06-30", "2021-12-31"]),
)
STEPS = st.lists(st.lists(st.one_of(DOCUMENTS, st.sampled_from("abcdefgh")), max_size=6), max_size=5)
LEAVES = st.one_of(
    WORDS,
    TEXTS.map(lambda text: f'"{text}"'),
    TEXTS.map(lambda text: f'="{text}"'),
    st.sampled_from(["bud*", "skol*", "år:2020..2021", "förvaltning:vård", "datum:2020", "titel:ny"]),
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} ELLER {pair[1]})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=5,
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "unit": st.frozensets(st.sampled_from(["Skola", "Vård", "Finnsinte"]), max_size=2),
        "year": st.frozensets(st.sampled_from(["2019", "2020"]), max_size=2),
    },
)


@pytest.mark.parametrize("name", OTHERS)
@given(steps=STEPS, asked=st.lists(st.tuples(QUERIES, FILTERS, st.sampled_from(Sort)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_engine_answers_like_the_reference(
    name: str, tmp_path_factory: pytest.TempPathFactory, steps: list, asked: list
) -> None:
    reference = ENGINES["memory"](Path(), SCHEMA, PlainAnalyzer())
    index = ENGINES[name](tmp_path_factory.mktemp("engine"), SCHEMA, PlainAnalyzer())
    for step in steps:
        for engine in (reference, index):
            with engine.batch() as batch:
                for each in step:
                    batch.drop(each) if isinstance(each, str) else batch.put(each)
    for text, filters, sort in asked:
        assert ask(index, text, filters=filters, sort=sort) == ask(reference, text, filters=filters, sort=sort)


@given(
    text=st.text(alphabet=st.sampled_from('ab å"=()-*:<>.,1EL LRåår:OINT\x00\ud800\u200b§€'), max_size=80) | st.text()
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_is_a_valid_query(filled: SearchIndex, text: str) -> None:
    assert ask(filled, text).total >= 0


@pytest.fixture(scope="module", params=NAMES)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    index = ENGINES[request.param](tmp_path_factory.mktemp("filled"), SCHEMA, PlainAnalyzer())
    fill(index, *LIBRARY)
    return index
