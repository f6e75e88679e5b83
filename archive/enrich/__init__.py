"""Text to facts, pure: each module reads one kind of fact and says which words told it.

`read` is the one door: a page in, every fact of it out. Order: dates and year first, since units have a history.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.enrich.cases import read_cases
from archive.enrich.dates import open_frame, open_scene, read_dates
from archive.enrich.datings import Days
from archive.enrich.deciders import open_room
from archive.enrich.decisions import read_decisions
from archive.enrich.knowledge import Knowledge, load_knowledge
from archive.enrich.laws import read_laws
from archive.enrich.money import read_amounts, read_cells
from archive.enrich.owners import Namings, read_owners, with_owners
from archive.enrich.procurement import Facts, read_procurements
from archive.enrich.tables import rows
from archive.enrich.topics import read_topics
from archive.enrich.units import facts_of, mentions
from archive.enrich.years import Scene, read_year
from archive.model import DateFact, DateKind, Fact, Reading, UnitFact, YearFact

__all__ = ["Knowledge", "load_knowledge", "read"]


def read(reading: Reading, *, knowledge: Knowledge) -> tuple[Fact, ...]:
    """Every fact of a page, each with its evidence; what the page does not tell is left out."""
    scene = open_scene(reading)
    year = read_year(scene)
    dates = read_dates(scene, open_frame(scene, year))
    named = name_units(scene, page_day(year, dates), knowledge)
    units = read_units(named)
    both = (scene.title, scene.text)
    own = () if scene.is_listing else both
    told = rows(reading, scene.text)
    amounts = tuple(fact for passage in own for fact in read_amounts(passage))
    amounts += () if scene.is_listing else read_cells(scene.text, told)
    room = open_room(named, units)
    return (
        *((year,) if year else ()),
        *dates,
        *units,
        *read_topics(scene.title, scene.text, knowledge.topics),
        *(() if scene.is_listing else read_decisions(scene, room, dates)),
        *(
            ()
            if scene.is_listing
            else read_procurements(scene, Facts(days=Days(dates=dates), amounts=amounts, room=room, rows=told))
        ),
        *amounts,
        *(fact for passage in both for fact in read_cases(passage, knowledge.patterns, named.register.cases)),
        *(fact for passage in both for fact in read_laws(passage, knowledge.patterns)),
    )


def page_day(year: YearFact | None, dates: tuple[DateFact, ...]) -> date | None:
    """A day of the page's own time: the first stamp, meeting or decision of its year, else the middle of that year."""
    if year is None:
        return None
    own = (fact.value for fact in dates if fact.kind is not DateKind.MENTIONED and fact.value.year == year.value)
    return next(own, date(year.value, 7, 1))


def name_units(scene: Scene, day: date | None, knowledge: Knowledge) -> Namings:
    """The units that title and text name, by the register of the page's municipality."""
    register = knowledge.register_for(scene.reading)
    in_title, in_text = (mentions(passage, register, knowledge.grammar, day) for passage in (scene.title, scene.text))
    return Namings(title=scene.title, text=scene.text, in_title=in_title, in_text=in_text, register=register, day=day)


def read_units(named: Namings) -> tuple[UnitFact, ...]:
    """Units named in title and text, those whose page it is marked as owners with what they are called today."""
    titled = tuple(facts_of(named.title, named.in_title))
    known = {fact.name for fact in titled}
    told = tuple(fact for fact in facts_of(named.text, named.in_text) if fact.name not in known)
    facts = with_owners((*titled, *told), read_owners(named))
    return tuple(
        replace(fact, today=named.register.today(fact.name, named.day)) if fact.owner else fact for fact in facts
    )
