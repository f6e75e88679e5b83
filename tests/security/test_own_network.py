"""No site can send us into our own network (ASVS 5.0 1.3.6): every form of address, by every way of naming one."""

from __future__ import annotations

import asyncio

import pytest

from crawler.fetch import HttpFetcher, Limits, identity
from crawler.model import Failure, Refusal, Source, Target, Visit
from tests.security.addresses import LITERAL, NAMES, TRICKS, UNREADABLE
from tests.security.inward import Wire, cut, tried, ways

WAYS = tuple(ways("http://a.example/"))
FORMS = (*LITERAL, *NAMES, *UNREADABLE)
PUBLIC = "93.184.215.14"


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return cut(monkeypatch)


def hosts(form: str) -> tuple[str, ...]:
    """A host as an admin may have let it in by mistake, in every shape that an address may take."""
    inner = ("127.0.0.1", "10.0.0.1", "0.0.0.0", "172.16.5.5", "192.168.1.1", "100.64.0.1", "169.254.169.254")
    more = ("192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "127.255.255.254", "localhost")
    sixes = ("::", "::1", "::ffff:7f00:1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::")
    last = ("2001:0:53aa:64c::80ff:fffe", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1")
    return (form.strip("[]").rstrip(".").lower(), *inner, *more, *sixes, *last)


def asked_alone(url: str, **rules: object) -> Visit:
    """What the client answers for an address that nobody has checked before."""

    async def once() -> Visit:
        fetcher = HttpFetcher(agent=identity("1"), limits=Limits(total=5.0))
        try:
            await fetcher.address(url)
            return await fetcher.fetch(Target(url=url, source="town"), Source(name="town", seeds=(), **rules))  # type: ignore[arg-type]
        finally:
            await fetcher.close()

    return asyncio.run(once())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", WAYS)
def test_no_form_of_an_inner_address_is_asked_whatever_names_it(wire: Wire, form: str, way: str) -> None:
    outcome = tried(ways(f"http://{form}/inre")[way], hosts(form))
    assert wire.begun == []
    assert outcome.outcomes() <= {"refused address", "refused host", "refused scheme", "failed dns", "failed url"}


@pytest.mark.parametrize("form", [*LITERAL, *NAMES])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_seed_that_stands_inside_is_refused_by_its_address(wire: Wire, form: str, *, is_open: bool) -> None:
    outcome = tried({}, seeds=(f"http://{form}/",), is_open=is_open)
    assert wire.begun == []
    assert "refused address" in outcome.states.values()
    assert outcome.sent


@pytest.mark.parametrize("url", TRICKS)
@pytest.mark.parametrize("way", WAYS)
def test_no_address_that_looks_like_another_is_asked(wire: Wire, url: str, way: str) -> None:
    tried(ways(url)[way], hosts("127.0.0.1"), ports=(22, 6379))
    assert wire.begun == []


@pytest.mark.parametrize("form", FORMS)
def test_the_client_refuses_by_itself(wire: Wire, form: str) -> None:
    """Whoever calls it, with or without the crawl's rules before it."""
    visit = asked_alone(f"http://{form}/inre")
    assert wire.begun == []
    assert isinstance(visit, Refusal) or (isinstance(visit, Failure) and visit.cause in {"dns", "url", "protocol"})


@pytest.mark.parametrize(
    "turns",
    [
        [(PUBLIC,), ("127.0.0.1",)],
        [("127.0.0.1",), (PUBLIC,)],
        [(PUBLIC, "127.0.0.1")],
        [("10.0.0.1",), (PUBLIC, "::1"), ("fd00::1", PUBLIC)],
    ],
)
def test_a_name_that_changes_its_answer_never_leads_inside(wire: Wire, turns: list[tuple[str, ...]]) -> None:
    """The address that is checked is the one that the connection goes to: no second look-up lies between."""
    wire.names["vaxlar.example"] = turns
    for _ in range(4):
        asked_alone("http://vaxlar.example/")
    assert set(wire.begun) <= {PUBLIC}


def test_every_connection_costs_a_look_up_and_goes_where_that_one_said(wire: Wire) -> None:
    wire.names["vaxlar.example"] = [(PUBLIC,), ("93.184.215.15",)]
    visit = asked_alone("http://vaxlar.example/")
    assert isinstance(visit, Failure)
    assert wire.begun == ["93.184.215.15"]


def test_the_wire_tells_of_a_connection_that_is_allowed(wire: Wire) -> None:
    """What the tests above would see if the guard were away."""
    asked_alone("http://127.0.0.1/", allow_private=True)
    outcome = tried(ways("http://127.1/inre")["link"], hosts("127.0.0.1"), allow_private=True)
    assert set(wire.begun) == {"127.0.0.1"}
    assert "http://127.0.0.1/inre" in outcome.states
