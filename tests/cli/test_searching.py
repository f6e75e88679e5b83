"""Searching from the command line: the outer form of answers, one at a time and in batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.facets import FACETS
from tests.cli.running import Command

PROMISED = {"ar", "forvaltning", "amne"}
"""Facets that scripts may rely on."""


def test_an_answer_has_the_outer_form(filled: Command) -> None:
    answer = filled.json("search", "bygglov", "--json")
    assert set(answer) >= {"total", "hits", "facets", "ms"}
    assert set(answer["facets"]) == {facet.field.name for facet in FACETS} > PROMISED
    (hit,) = answer["hits"]
    assert set(hit) == {"id", "url", "title", "date", "snippet", "score", "matches", "missing", "versions"}
    assert hit["url"] == "https://www.mellankoping.example/2024/avslag.html"
    assert "<mark>" in hit["snippet"]


def test_an_answer_for_people_names_title_date_and_address(filled: Command) -> None:
    first, _, title, where = filled.text("search", "bygglov").splitlines()
    assert first == "1 pages"
    assert title == "Sagt i nämnden 9 april 2024"
    assert where.endswith("https://www.mellankoping.example/2024/avslag.html")


def test_no_words_find_everything(filled: Command) -> None:
    assert filled.json("search", "--json")["total"] == 3


def test_filters_choose_and_values_of_one_facet_are_alternatives(filled: Command) -> None:
    def total(*pairs: str) -> int:
        return int(filled.json("search", "--json", *(word for pair in pairs for word in ("--filter", pair)))["total"])

    assert total("innehall=Beslut") == 1
    assert total("innehall=Beslut", "innehall=Upphandling") == 2
    assert total("kalla=mellan", "kalla=annan") == 3
    assert total("kalla=annan") == 0


def test_a_facet_value_that_does_not_exist_finds_nothing_and_says_so(filled: Command) -> None:
    answer = filled.json("search", "--json", "--filter", "ar=1789")
    assert (answer["total"], answer["hits"]) == (0, [])
    assert answer["facets"]["ar"]["1789"] == 0


def test_a_filter_without_a_value_is_wrong_use(filled: Command) -> None:
    assert "'ar' is not NAME=VALUE" in filled("search", "--filter", "ar", status=2).stderr


def test_pages_do_not_overlap_and_the_last_ends(filled: Command) -> None:
    pages = [filled.json("search", "--json", "--size", 2, "--page", number)["hits"] for number in (1, 2, 3)]
    ids = [[hit["id"] for hit in hits] for hits in pages]
    assert [len(each) for each in ids] == [2, 1, 0]
    assert len({each for page in ids for each in page}) == 3


def test_page_0_is_wrong_use_and_page_99999_is_empty(filled: Command) -> None:
    assert "0 is not in the range" in filled("search", "--page", 0, status=2).stderr
    answer = filled.json("search", "--json", "--page", 99_999)
    assert (answer["total"], answer["hits"]) == (3, [])


@pytest.mark.parametrize("words", [("--size", "101"), ("--size", "0"), ("--sort", "datum"), ("--batch", "borta")])
def test_options_out_of_bounds_are_wrong_use(filled: Command, words: tuple[str, str]) -> None:
    filled("search", "x", *words, status=2)


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "a OR " * 2_000, "(" * 10_000, '"' * 9_999, "-" * 10_000, "år:" * 3_333, "\x00\ud800ö"]
)
def test_every_text_is_a_valid_query_however_long(filled: Command, query: str) -> None:
    assert filled.json("search", query, "--json")["total"] in range(4)


def test_sorting_by_date_has_the_undated_last(filled: Command) -> None:
    for sort in ("newest", "oldest"):
        dates = [hit["date"] for hit in filled.json("search", "--json", "--sort", sort)["hits"]]
        known = [each for each in dates if each]
        assert dates == sorted(known, reverse=sort == "newest") + [None] * (len(dates) - len(known))


def batch(folder: Path, content: str | bytes) -> Path:
    path = folder / "batch"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_batch_gives_an_answer_a_line(filled: Command, tmp_path: Path) -> None:
    questions = """\ufeffbygglov

{"q": "tomater", "sort": "newest", "size": 5}
{"filters": {"innehall": ["Beslut", "Upphandling"], "kalla": "mellan"}, "q": null, "size": null}
{"page": 2, "size": 2}
{}
"""
    answers = filled.lines("search", "--batch", batch(tmp_path, questions), "--json")
    assert [answer["total"] for answer in answers] == [1, 1, 2, 3, 3]
    assert [len(answer["hits"]) for answer in answers] == [1, 1, 2, 1, 3]
    assert all(answer["ms"] >= 0 for answer in answers)


@pytest.mark.parametrize(
    "line",
    [
        '{"q": ',
        '{"sort": "x"}',
        '{"filters": [1]}',
        '{"size": "x"}',
        '{"size": 1e400}',
        '{"page": [2]}',
        '{"q": ' + "[" * 200_000,
    ],
)
def test_a_line_that_is_no_question_is_named(filled: Command, tmp_path: Path, line: str) -> None:
    complaint = filled("search", "--batch", batch(tmp_path, f"bygglov\n{line}\n"), "--json", status=1).stderr
    assert complaint.startswith("kommunarkiv: line 2 of the batch is not a question: ")
    assert complaint.count("\n") == 1


def test_a_batch_in_another_encoding_is_named(filled: Command, tmp_path: Path) -> None:
    assert "is not UTF-8" in filled.complaint("search", "--batch", batch(tmp_path, "nämnd\n".encode("latin-1")))


def test_how_words_are_read_is_shown_without_an_archive(filled: Command) -> None:
    first, *others = filled.json("analyze", "upphandlingsnämnden 2024", "--json")
    assert set(first) == {"text", "key", "parts", "kind"}
    assert (first["text"], first["key"]) == ("upphandlingsnämnden", "upphandlingsnämnd")
    assert "upphandling" in first["parts"]
    assert {token["text"] for token in others} == {"2024"}


def test_a_query_may_begin_with_a_minus(filled: Command) -> None:
    assert filled.json("search", "-tomater", "--json")["total"] == 2
    assert filled.json("search", "-hemtjänst", "--json")["total"] == 3


def test_a_misspelt_word_is_replaced_and_both_forms_of_the_answer_say_so(filled: Command) -> None:
    said = "Inga sidor har ”bygglovv”. Visar träffar för ”bygglov”."
    answer = filled.json("search", "bygglovv", "--json")
    assert (answer["total"], answer["notes"]) == (1, [said])
    assert said in filled.text("search", "bygglovv").splitlines()


def test_a_hit_says_which_words_were_found_and_how(filled: Command) -> None:
    (hit,) = filled.json("search", "bygglov", "--json")["hits"]
    (match,) = hit["matches"]
    assert match["asked"] == "bygglov"
    assert set(match) == {"asked", "found", "how"}


def test_pages_that_lack_a_word_follow_and_say_which_uncounted(filled: Command) -> None:
    answer = filled.json("search", "Socialnämnden april städning", "--json")
    assert answer["total"] == 1
    assert [hit["missing"] for hit in answer["hits"]] == [[], ["städning"]]
    assert "  lacks: städning" in filled.text("search", "Socialnämnden april städning").splitlines()


def test_with_two_words_those_that_lack_one_stand_apart(filled: Command) -> None:
    answer = filled.json("search", "Socialnämnden städning", "--json")
    assert (len(answer["hits"]), [hit["missing"] for hit in answer["nearly"]]) == (1, [["städning"]])


def test_a_unit_that_is_no_more_finds_what_became_of_it_as_organised_now(filled: Command) -> None:
    # The page is of 2024, when the board was served by the administration that the old one had become.
    assert filled.json("search", "förvaltningidag:socialförvaltningen", "--json")["total"] == 2
    assert filled.json("search", "förvaltning:socialförvaltningen", "--json")["total"] == 0


def test_a_day_before_the_archive_began_has_no_pages_and_the_answer_says_of_which_day_it_is(filled: Command) -> None:
    answer = filled.json("search", "Socialnämnden vid:2019-12-31", "--json")
    assert answer["total"] == 0
    assert answer["notes"] == ["Sidorna som de stod 2019-12-31, så långt de är sparade."]
