"""Small pages for tests: a body in, what a person reads in it out."""

from __future__ import annotations

from crawler.extract import extract
from crawler.model import Extract

LONG = "Det här är en mening som är lång nog för att räknas som löpande text på en sida."


def html(body: str, *, head: str = "", lang: str = "sv") -> bytes:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>".encode()


def read(body: str, *, head: str = "", lang: str = "sv", url: str = "https://m.example/nyheter/a") -> Extract:
    return extract(html(body, head=head, lang=lang), url=url, media_type="text/html")


def main(body: str, *, head: str = "", title: str = "Rubriken") -> Extract:
    return read(f"<main><h1>{title}</h1>{body}</main>", head=head)
