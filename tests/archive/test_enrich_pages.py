"""Whole pages: topics, totals over any text, the sample pages, and the floor under the measured figures."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import enrich
from archive.enrich.spans import Passage, Sentences, folded, sentences
from archive.enrich.topics import parse_topics, read_topics
from archive.model import Certainty, Decision, Part, Procurement, Reading, Section, TopicFact, UnitFact, YearFact
from bench import facts as bench
from bench import facts_pages
from tests.archive.enriching import CAPTURED, check_offsets, facts, knowledge, page
from tests.pace import assert_quick

SEEDS = facts_pages.HOME.parent / "shared" / "seeds"

WORDS = [
    "den",
    "9",
    "oktober",
    "2019,",
    "16/8",
    "20170101",
    "t",
    "o",
    "m",
    "20180617",
    "vecka",
    "37",
    "tertial",
    "2",
    "T2",
    "2,5",
    "miljoner",
    "kronor",
    "-",
    "mellan",
    "2",
    "och",
    "3",
    "mnkr",
    "minus",
    "13,1",
    "§",
    "5",
    "Beslut:",
    "att",
    "Socialnämnden",
    "social-",
    "och",
    "äldreförvaltningen",
    "KSF:s",
    "KS",
    "2019/777",
    "beslutade",
    "har",
    "antagit",
    "fick",
    "i",
    "uppdrag",
    "upphandling",
    "av",
    "avtal",
    "med",
    "Bivab",
    "AB",
    "om",
    "tilldelats",
    "640823-3234",
    "Publicerad",
    "•",
    "\n",
    ".",
    "?",
    "!",
    "(",
    ")",
    ":",
    "Det",
    "Förslag",
    "till",
    "beslut",
    "måndag",
    "31",
    "februari",
    "30",
    "personer",
    "%",
    "årsskiftet",
    "2019/2020",
    "\xa0",
    "İ",
    "ß",
    "😀",
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=texts,
    title=texts,
    url=st.one_of(st.just("https://www.haninge.se/2019/maj/x"), st.text(max_size=60).map("https://a.se/".__add__)),
)
def test_every_reader_is_total_and_its_offsets_hold(text: str, title: str, url: str) -> None:
    """Any text is a page; all evidence is cut where it says."""
    reading = Reading(
        url=url,
        title=title,
        sections=tuple(Section(kind="bullet", text=line) for line in text.split("\n")),
        captured=CAPTURED,
        labels=((title[:20], text[:40]),),
        metas=(("date", text[:30]),),
    )
    check_offsets(reading, enrich.read(reading, knowledge=knowledge()))


@given(texts)
def test_sentences_lie_in_order_inside_the_text(text: str) -> None:
    """None is empty, none overlaps, and folding keeps the length."""
    spans = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize(
    "bit", ["1", "a", "1 000 ", "den 1 och ", "social- och ", "A ", ".", "har ", "Upphandling av A ", "2019-", "\n"]
)
def test_long_nonsense_takes_time_in_proportion(bit: str) -> None:
    """No form of words makes a reader hang: twice 20 kB of one bit stay far from quadratic."""
    reading = page(title=bit * 20)
    long = Reading(
        url=reading.url,
        title=reading.title,
        sections=(Section(kind="paragraph", text=bit * (40_000 // len(bit))),),
        captured=CAPTURED,
    )
    assert_quick(lambda: enrich.read(long, knowledge=knowledge("haninge")), seconds=3)


def test_sentences_end_where_a_reader_says() -> None:
    """Abbreviations and dates end none; a line break always does."""
    text = "Det gäller bl.a. Vega skola. Mötet kl. 10 den 3 maj. ”Ja”, sa hon.\nNästa rad"
    passage = Passage(part=Part.TEXT, text=text)
    found = [text[span.start : span.end] for span in sentences(text)]
    assert found == ["Det gäller bl.a. Vega skola.", "Mötet kl. 10 den 3 maj.", "”Ja”, sa hon.", "Nästa rad"]
    assert Sentences.of(passage).around(len(text) - 1).end == len(text)
    assert Sentences.of(Passage(part=Part.TEXT, text="")).around(0).end == 0


def test_topics_name_the_terms_that_decided() -> None:
    """Best first; the evidence is the strongest term where it stands."""
    found = facts(page("Elever och lärare i skolan får nya lokaler.", title="Ny förskola byggs"), TopicFact)
    assert found[0].name == "skola och förskola"
    assert "förskola" in found[0].evidence.rule
    assert found[0].evidence.text == "förskola"
    assert facts(page("Hej och välkommen."), TopicFact) == []


def test_at_most_three_topics() -> None:
    """However much a page speaks of."""
    text = "Skolan, budgeten, upphandlingen, biblioteket, cykelbanan, pandemin, äldreboendet och detaljplanen."
    assert len(facts(page(text), TopicFact)) == 3


def test_terms_have_four_forms_and_phrases() -> None:
    """Beginning, end, inside, whole; words that stand together."""
    terms = {"a": {"upp*": 1, "*nämnd": 1, "*budget*": 1, "hr": 1, "i balans": 1}}
    said = {"title": 1, "lead": 1, "least": 1, "share": 0, "most": 3, "topics": terms}
    model = parse_topics(said)
    text = Passage(part=Part.TEXT, text="Upphandling socialnämnd driftbudgeten HR i balans nämnden")
    (fact,) = read_topics(Passage(part=Part.TITLE, text=""), text, model)
    assert fact.weight == 5.0


def test_the_closed_list_of_topics() -> None:
    """As the outer contract gives it."""
    assert set(knowledge().topics.names) == {
        "upphandling",
        "budget och ekonomi",
        "skola och förskola",
        "äldreomsorg",
        "socialtjänst",
        "funktionsnedsättning",
        "kultur och fritid",
        "bygga och bo",
        "trafik och infrastruktur",
        "miljö och klimat",
        "näringsliv och arbete",
        "trygghet och säkerhet",
        "organisation och personal",
        "digitalisering",
        "demokrati och politik",
        "hälsa och pandemi",
    }


def seed(number: int) -> Reading:
    """A sample page, its banner and stamp taken off as extraction does."""
    (place,) = SEEDS.glob(f"{number:03}_*.txt")
    lines = [line for line in place.read_text(encoding="utf-8").splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith(("Hej! Du", "Inom kort", "Senast uppd"))]
    labels = tuple(("Senast uppdaterad", line.partition(":")[2]) for line in lines if line.startswith("Senast uppd"))
    return page("\n".join(body[1:]), title=body[0], url=place.as_uri(), labels=labels)


@pytest.mark.skipif(not SEEDS.exists(), reason="the sample pages are not part of the repository")
@pytest.mark.parametrize(
    ("number", "year", "owners", "decided"),
    [
        (0, 2024, {"Social- och äldreförvaltningen"}, ["Social- och äldreförvaltningen"]),
        (1, 2019, {"Socialförvaltningen", "Äldreförvaltningen"}, ["Kommunstyrelsen"]),
        (2, 2020, {"Kultur- och fritidsförvaltningen"}, ["Kultur- och fritidsförvaltningen"] * 3),
        (3, 2024, {"Social- och äldreförvaltningen"}, ["Social- och äldreförvaltningen"] * 4),
        (4, 2018, set(), [None]),
    ],
)
def test_the_sample_pages_are_read_right(number: int, year: int, owners: set[str], decided: list[str | None]) -> None:
    """Year, whose page it is, and who decided."""
    reading = seed(number)
    assert [fact.value for fact in facts(reading, YearFact)] == [year]
    assert {fact.name for fact in facts(reading, UnitFact) if fact.owner} == owners
    assert [fact.decided_by for fact in facts(reading, Decision)] == decided
    assert len(facts(reading, Procurement)) == (number == 4)


def test_figures_do_not_fall_below_what_was_reached() -> None:
    """On the held-out pages."""
    scores = bench.measure(facts_pages.written())
    low = {name: score.value for name, score in scores.items() if score.value < min(bench.AIMS[name], 0.8)}
    assert low == {}


@pytest.mark.skipif(not facts_pages.DEV.exists(), reason="the tuning pages are not part of the repository")
def test_figures_reach_their_aims_on_the_tuning_pages(capsys: pytest.CaptureFixture[str]) -> None:
    """Every one, and the report lists every miss."""
    scores = bench.measure(facts_pages.development())
    assert {name: score.value for name, score in scores.items() if score.value < bench.AIMS[name]} == {}
    bench.report("Tuning", scores, misses=True)
    assert "decisions found" in capsys.readouterr().out


def test_the_labels_of_the_held_out_pages_are_sound() -> None:
    """Every topic is of the closed list, every date a date, every page has its own address."""
    pages = list(facts_pages.written())
    assert len({reading.url for reading, _ in pages}) == len(pages) == 24
    for _, expected in pages:
        assert set(expected.topics) <= set(knowledge().topics.names)
        assert all(date.fromisoformat(day) for day in (expected.published, expected.updated) if day)


def test_inferred_owners_are_marked() -> None:
    """A förvaltning nobody named is not among the stated units."""
    found = facts(page(title="GFN:s möte", url="https://www.haninge.se/2019/maj/x"), UnitFact)
    assert [(each.name, each.evidence.certainty) for each in found] == [
        ("Grund- och förskolenämnden", Certainty.STATED),
        ("Utbildningsförvaltningen", Certainty.INFERRED),
    ]
