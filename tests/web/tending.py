"""Those who tend the archive, and what they do at /admin."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.model import Memento
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web.admin.door import Door
from tests.fakes.archives import SITE
from tests.fakes.storing import AT
from tests.web.reading import parsed, words

FIRST = f"/admin/last/{page_id(f'{SITE}/nyheter/0/')}"
MONEY_ID = page_id(f"{SITE}/nyheter/2/")
MONEY = f"/admin/last/{MONEY_ID}"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


def let_in(client: FlaskClient, door: Door, name: str = "Åsa Öberg") -> FlaskClient:
    """The client, in by the one-time link."""
    assert client.post("/admin/in", data={"nyckel": door.key, "namn": name}).status_code == 303
    return client


def tree_of(response: TestResponse, status: int = 200) -> Element:
    """An answer as a tree, parsed strictly."""
    assert response.status_code == status
    return parsed(response.get_data(as_text=True))


def seen(client: FlaskClient, url: str) -> Element:
    """The page at a URL."""
    return tree_of(client.get(url))


def button(tree: Element, said: str, near: str) -> dict[str, str]:
    """What a button under a text sends, with the form's hidden token and its scope as it stands."""
    row = next(each for each in tree.iter("li") if near in words(each) and said in words(each))
    pressed = next(each for each in row.iter("button") if words(each) == said)
    token = next(each.get("value", "") for each in tree.iter("input") if each.get("name") == "formular")
    return {"formular": token, pressed.get("name", ""): pressed.get("value", "")}


def act(client: FlaskClient, url: str, said: str, near: str, **more: str) -> Element:
    """Press a button, follow to the page it leads to."""
    response = client.post(url, data=button(seen(client, url), said, near) | more)
    assert response.status_code == 303
    return seen(client, response.headers["Location"])


def of(archive: Archive, id: str = MONEY_ID) -> Memento:
    """The newest memento of a page."""
    return archive.store.pages.memento(id)
