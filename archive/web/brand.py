"""A municipality's own colour and logo, as its settings say: `/farg.css` and `/logotyp`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, Response, current_app, g

from archive.colours import DARK_GROUND, LIGHT_GROUND, lightened, mixed
from archive.config import LOGO_TYPES, Config
from archive.errors import ConfigError, NotFound
from archive.web.language import code

KEY = "kommunarkiv-brand"
LOGO_BYTES = 200_000
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing may hold scripts and addresses; nothing of it runs and nothing is asked for."""
BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
KEPT = "public, max-age=31536000, immutable"

rooms = Blueprint("brand", __name__)


@dataclass(frozen=True, kw_only=True)
class Brand:
    """What is served of it; addresses are empty when nothing is set. They change with what they name."""

    style: str = ""
    logo: bytes = b""
    logo_type: str = ""
    root: str = ""
    """The path of the municipality that it is served below."""

    @property
    def style_url(self) -> str:
        """The address of the style sheet with the colour."""
        return f"{self.root}/farg.css?v={_print(self.style.encode())}" if self.style else ""

    @property
    def logo_url(self) -> str:
        """The address of the logo."""
        return f"{self.root}/logotyp?v={_print(self.logo)}" if self.logo else ""


def _print(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def site_name(config: Config) -> str:
    """The archive's name in the language that is spoken."""
    return config.title_en if config.title_en and code() == "en" else config.title


def register(app: Flask, config: Config) -> None:
    """Serve the brand that the settings name. Raises ConfigError when the logo is not to be had or no picture."""
    app.extensions[KEY] = read_brand(config)
    app.register_blueprint(rooms)


def this_brand() -> Brand:
    """The brand of the municipality whose site is shown, else the one that the application was made with."""
    town = g.get("town")
    return cast("Brand", town.brand if town else current_app.extensions[KEY])


def read_brand(config: Config) -> Brand:
    """The brand of these settings; `load_config` has checked colour and name. Raises ConfigError."""
    style = make_style(config.colour) if config.colour else ""
    if not config.logo:
        return Brand(style=style)
    return Brand(style=style, logo=_logo(config), logo_type=LOGO_TYPES[_ending(config.logo)])


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _logo(config: Config) -> bytes:
    path = config.home / config.logo
    try:
        with path.open("rb") as file:
            content = file.read(LOGO_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"logo: {path} cannot be read: {error.strerror or error}.") from error
    if len(content) > LOGO_BYTES:
        raise ConfigError(f"logo: {path} is larger than {LOGO_BYTES} bytes.")
    media_type = LOGO_TYPES[_ending(config.logo)]
    is_right = b"<svg" in content if media_type == "image/svg+xml" else content.startswith(BEGINNINGS[media_type])
    if not is_right:
        raise ConfigError(f"logo: {path} is not what its name says, {media_type}.")
    return content


def make_style(colour: str) -> str:
    """The style sheet that sets the accent: the colour itself on light grounds, a lighter tone of it on dark ones.

    It stands outside all layers, and so above them.
    """
    light, dark = (
        _variables(colour, "#ffffff", LIGHT_GROUND),
        _variables(lightened(colour, DARK_GROUND), "#000000", DARK_GROUND),
    )
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _variables(colour: str, text: str, ground: str) -> str:
    pressed = mixed(colour, "#000000", 0.15) if text == "#ffffff" else mixed(colour, "#ffffff", 0.15)
    names = {
        "--link": colour,
        "--accent": colour,
        "--chosen": mixed(ground, colour, 0.08),
        "--ds-color-accent-text-subtle": colour,
        "--ds-color-accent-border-strong": colour,
        "--ds-color-accent-base-default": colour,
        "--ds-color-accent-base-hover": pressed,
        "--ds-color-accent-base-active": pressed,
        "--ds-color-accent-base-contrast-default": text,
    }
    return " ".join(f"{name}: {value};" for name, value in names.items())


@rooms.get("/farg.css")
def style() -> Response:
    """The accent colour."""
    if not this_brand().style:
        raise NotFound("no colour is set")
    return Response(this_brand().style, content_type="text/css; charset=utf-8", headers={"Cache-Control": KEPT})


@rooms.get("/logotyp")
def logo() -> Response:
    """The logo."""
    if not this_brand().logo:
        raise NotFound("no logo is set")
    headers = {"Cache-Control": KEPT, "Content-Security-Policy": LOGO_POLICY}
    return Response(this_brand().logo, content_type=this_brand().logo_type, headers=headers)
