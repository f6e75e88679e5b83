"""Cases 61-67: the life of a run: kills, full disks, several workers, networks that lie, clocks that jump."""

from __future__ import annotations

import ssl
import subprocess
import tempfile
from pathlib import Path

from tests.hostile.cases import case, elsewhere
from tests.hostile.server import reply, running
from tests.hostile.world import OPEN, World, moved, story

elsewhere(
    61,
    "kill -9 at random moments: every page is there after a restart, once, and no torn record is served",
    "own",
    "tests/journeys/test_killed.py::test_killed_eight_times_the_crawl_ends_with_every_page_once",
    "tests/journeys/test_killed_while_writing.py::test_what_was_acknowledged_before_a_kill_stands_after_it",
)
elsewhere(
    62,
    "a full disk ends the run, nothing is half kept, the next run goes on",
    "own",
    "tests/journeys/test_full_disk.py::test_a_crawl_without_room_says_so_and_goes_on_when_there_is_some",
)
elsewhere(
    63,
    "a worker killed while its job runs: the job is run again, by one",
    "own",
    "tests/archive/test_jobs.py::test_a_run_that_a_dead_worker_left_is_due_again",
    "tests/archive/test_jobs.py::test_the_run_of_a_process_that_died_here_is_closed_at_once",
    "tests/archive/test_worker.py::test_the_worker_leaves_a_busy_source_to_who_has_it",
)
elsewhere(
    64,
    "one request open a host and none before its delay, over restarts, two workers and two names on one address",
    "Heritrix: politeness",
    "tests/hostile/test_polite.py::test_no_host_is_asked_too_soon_or_twice_at_once_by_two_workers_and_over_a_kill",
    "tests/crawler/test_crawl_leave.py::test_names_that_share_an_address_take_turns",
    "tests/crawler/test_crawl_leave.py::test_the_redirects_of_robots_wait_for_their_turn",
    "tests/contract/test_store_frontier.py::test_of_two_workers_one_gets_the_turn_and_the_other_waits_for_the_answer",
)


@case(
    65,
    "our own network is not reached: by a link, a redirect, a sitemap, a canonical, a robots.txt",
    "ASVS 1.3.6; section 5",
)
def own_network(world: World) -> None:
    with running({"/inre": lambda sock, _: sock.sendall(reply(story("Hemligt")))}) as inner:
        port = inner.server_address[1]
        forms = (
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "[::ffff:127.0.0.1]",
            "[::1]",
            "localhost",
            "0.0.0.0",
        )
        ways = [f"http://{form}:{port}/inre" for form in forms]
        listed = "".join(f"<url><loc>{way}</loc></url>" for way in ways)
        head = f'<link rel="canonical" href="{ways[0]}">'
        pages = {f"/r{number}": moved(way) for number, way in enumerate(ways)}
        world.serve(
            {
                "/": story("Välkommen", *ways, *pages, head=head),
                "/sitemap.xml": reply(f"<urlset>{listed}</urlset>"),
                **pages,
            }
        )
        world.crawl()
        world.later(days=2)
        world.serve({"/robots.txt": moved(f"http://127.0.0.1:{port}/inre")})
        world.crawl(allow_private=False, ports=(world.server.server_address[1], port))
        assert inner.log.requests == []
        assert {why for url, why, _ in world.outcomes("refused") if url in ways} <= {"host", "port"}


def certificate(folder: Path, *more: str) -> ssl.SSLContext:
    """A certificate nobody has signed but its maker."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, *more]
    subprocess.run([*command, "-subj", "/CN=annan.se"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@case(
    66,
    "no such name, nobody there, a certificate that is self-signed, expired or of another name: an error of the host",
    "own",
)
def bad_networks(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = certificate(Path(folder), "-days", "1")
        with running({"/robots.txt": lambda sock, _: sock.sendall(OPEN)}, tls=context) as server:
            world.crawl(seeds=(f"{server.origin}/", "http://finns-inte.invalid/"))
            assert world.state(f"{server.origin}/robots.txt") == "waiting tls"
            assert world.state("http://finns-inte.invalid/robots.txt") == "waiting dns"
            assert world.state(f"{server.origin}/") == "waiting robots-unreachable"
            assert server.log.requests == []


elsewhere(
    67,
    "a clock turned back, 29 March and 25 October: no run twice, none left out, no host silent for years",
    "own",
    "tests/archive/test_schedule.py::test_the_hour_left_out_in_march_still_runs_once",
    "tests/archive/test_schedule.py::test_the_hour_that_comes_twice_in_october_runs_once",
    "tests/crawler/test_politeness.py::test_a_clock_turned_back_does_not_silence_a_host_for_years",
)
