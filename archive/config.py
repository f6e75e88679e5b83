"""Settings: one field each, with default and help. They stand in `kommunarkiv.toml` in the archive's home."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive import outside
from archive.colours import LIGHT_GROUND, READABLE, contrast, is_colour
from archive.errors import ConfigError, HomeMissing

FILE = "kommunarkiv.toml"
SYNONYMS = "synonyms.txt"
"""The archive's own words that mean the same, when someone has written it."""
LOOKS = "kommuner"
"""The folder of municipalities' own looks."""
LOGO_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
"""What a logo may be, by the ending of its name."""
WELCOME_LIMIT = 600
ROLES = ("läsare", "handläggare", "revisor", "admin")
"""What somebody may be (archive.model.Role, which settings stand below)."""


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, kw_only=True)
class Config:
    """What an archive can be told. `home` is the folder that holds everything; the rest comes from its file."""

    home: Path
    title: str = _setting("Kommunarkiv", "Name of the archive, shown on every page.")
    title_en: str = _setting("", "Its name on the English pages; empty is title.")
    contact: str = _setting("", "E-mail or address that sites can turn to; part of the crawler's name.")
    colour: str = _setting("", "Accent colour, such as #005a9c; links in it must be readable on white.")
    logo: str = _setting("", "Logo beside the name: an SVG, PNG or JPEG file in this folder, at most 200,000 bytes.")
    welcome: str = _setting("", "Text of your own on the front page, plain, at most 600 characters.")
    feedback: str = _setting("", "Where visitors report what they cannot use: e-mail or address; empty is contact.")
    register: str = _setting("", "Unit register for sources that name none: a name in archive/data/units or a path.")
    database: str = _setting("", "Database address (SQLAlchemy form); empty is archive.db in the home.")
    database_password_file: str = _setting(
        "", "File with the database's password, else KOMMUNARKIV_DATABASE_PASSWORD; never in the address."
    )
    search: str = _setting("", "Addresses of an OpenSearch cluster, with commas; empty searches in the home.")
    search_name: str = _setting("kommunarkiv", "How the archive's index is called there.")
    search_user: str = _setting("", "Who asks the cluster; empty is nobody.")
    search_password_file: str = _setting("", "File with that password, else KOMMUNARKIV_SEARCH_PASSWORD.")
    search_ca_file: str = _setting("", "Certificates that the cluster's is checked by; empty is the system's.")
    search_shards: int = _setting(1, "Into how many parts a new index is cut; one holds some millions of pages.")
    search_replicas: int = _setting(1, "How many copies of each part the cluster keeps; 1 survives a lost node.")
    vault: str = _setting("", "Where captures are kept: s3://bucket/prefix; empty is the folder warc in the home.")
    vault_endpoint: str = _setting("", "Address of the object storage when it is not Amazon's.")
    allow_plain: bool = _setting(
        default=False, help="Whether database, search and vault may be asked unencrypted over a network of yours."
    )
    max_bytes: int = _setting(10_000_000, "Largest body taken from a site or a file, in bytes after decompression.")
    warc_bytes: int = _setting(1_000_000_000, "A WARC file is closed when it has grown to this many bytes.")
    free_megabytes: int = _setting(500, "Crawling waits while less than so many megabytes are free on the disk.")
    freshness: int = _setting(5, "Per cent that today's pages gain over old ones that match as well; 0 is none.")
    address: str = _setting("", "Address that the archive is reached at, for links in feeds; empty is the one asked.")
    licence: str = _setting("", "Address of the licence that the archive's data may be used under.")
    api_per_minute: int = _setting(600, "Requests that one address may make to /api/ in a minute; 0 is any number.")
    trusted_proxies: int = _setting(0, "How many proxies of yours stand before the web server; 0 believes none.")
    metrics: str = _setting("off", "Who may have /metrics: off, loopback (from this machine), or token.")
    metrics_token: str = _setting("", "The bearer token for /metrics, at least 16 characters, when metrics is token.")
    log: str = _setting("text", "What serve and work log on standard error: text, or json for machines.")
    log_level: str = _setting("info", "From which level on: debug, info, warning or error.")
    show_reviewers: bool = _setting(
        default=False, help="Whether visitors see who checked a row of the procurement ledger."
    )
    public: bool = _setting(default=True, help="Whether everybody may read; false asks all to log in.")
    oidc_issuer: str = _setting("", "Address of the organisation's own log-in (OpenID Connect); empty is none.")
    oidc_client: str = _setting("", "What the archive is called there (client id).")
    oidc_secret_file: str = _setting(
        "", "File with the secret, else KOMMUNARKIV_OIDC_SECRET; neither is a public client."
    )
    oidc_claim: str = _setting("groups", "The claim that says what somebody is there.")
    oidc_roles: str = _setting("", "What its values are here: 'it-drift=admin, kansli=handläggare'.")
    oidc_others: str = _setting("", "Role of those with none of these values, such as läsare; empty refuses them.")
    threads: int = _setting(4, "Threads of the web server.")
    work_in_serve: bool = _setting(
        default=False, help="Whether `kommunarkiv serve` also crawls what is due; for small installations."
    )

    @property
    def database_url(self) -> str:
        """Where the store is, with its password. Raises ConfigError for a password file that cannot be read."""
        if not self.database:
            return f"sqlite:///{self.home / 'archive.db'}"
        return outside.with_password(self.database, outside.secret(self, "database"))

    @property
    def warc(self) -> Path:
        """The folder of the vault; of the files being written when captures are kept elsewhere."""
        return self.home / "warc"

    @property
    def index(self) -> Path:
        """The folder of the search index that stands in the home."""
        return self.home / "index"


SETTINGS = tuple(each for each in fields(Config) if each.name != "home")
"""Every setting a person can make; docs/operations.md has a row for each."""
LOOK = frozenset({"title", "title_en", "contact", "colour", "logo", "welcome", "feedback"})
"""What a municipality's own file, `kommuner/<path>.toml` in the home, may change."""


def load_config(home: Path) -> Config:
    """Read the settings of an archive. Raises HomeMissing or ConfigError with the name of what is wrong."""
    path = home / FILE
    if not path.is_file():
        raise HomeMissing(f"There is no archive in {home}. Make one with: kommunarkiv init --home {home}")
    return replace(Config(home=home), **_checked(_read(path), path, {each.name for each in SETTINGS}))


def load_look(path: Path, whole: Config) -> Config:
    """The settings under a municipality's own file: it may change `LOOK`; what it leaves out is the archive's.

    Its logo lies beside it, and its welcome is nobody else's. Raises ConfigError with the name of what is wrong.
    """
    said = _checked(_read(path), path, LOOK)
    own_logo = {"logo": f"{path.parent.name}/{said['logo']}"} if said.get("logo") else {}
    return replace(whole, **{"welcome": "", **said, **own_logo})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _checked(said: dict[str, Any], path: Path, names: Collection[str]) -> dict[str, Any]:
    known = {each.name: type(each.default) for each in SETTINGS if each.name in names}
    for name, value in said.items():
        if name not in known:
            raise ConfigError(f"{path}: there is no setting called {name!r}. Known: {', '.join(sorted(known))}.")
        if type(value) is not known[name]:
            raise ConfigError(f"{path}: {name} must be {known[name].__name__}, not {type(value).__name__}.")
    for complaint in _complaints(replace(Config(home=path.parent), **said)):
        raise ConfigError(f"{path}: {complaint}")
    return said


def _complaints(config: Config) -> Iterator[str]:
    """What a person must set otherwise."""
    colour, logo = config.colour, config.logo
    if colour and not is_colour(colour):
        yield f"colour must be written as # and six digits, such as #005a9c, not {colour!r}."
    elif colour and contrast(colour, LIGHT_GROUND) < READABLE:
        reached = contrast(colour, LIGHT_GROUND)
        yield f"colour {colour} is too light to be read: its contrast is {reached:.1f}:1, {READABLE}:1 is needed."
    if logo and (Path(logo).name != logo or logo.rpartition(".")[2].lower() not in LOGO_TYPES):
        yield f"logo must name an svg, png or jpg file in this folder, not {logo!r}."
    yield from _keeping_complaints(config)
    yield from outside.complaints(config)
    yield from _oidc_complaints(config)
    if len(config.welcome) > WELCOME_LIMIT:
        yield f"welcome is {len(config.welcome)} characters long; {WELCOME_LIMIT} is the most."


CHOICES = {
    "metrics": ("off", "loopback", "token"),
    "log": ("text", "json"),
    "log_level": ("debug", "info", "warning", "error"),
}
"""Settings that are one of a few words."""
TOKEN_LENGTH = 16


def _keeping_complaints(config: Config) -> Iterator[str]:
    for name, words in CHOICES.items():
        if (said := getattr(config, name)) not in words:
            yield f"{name} must be one of {', '.join(words)}, not {said!r}."
    if config.metrics == "token" and len(config.metrics_token) < TOKEN_LENGTH:
        yield f"metrics_token must have at least {TOKEN_LENGTH} characters."
    for name in ("trusted_proxies", "free_megabytes"):
        if getattr(config, name) < 0:
            yield f"{name} must not be below 0."


def _oidc_complaints(config: Config) -> Iterator[str]:
    """What is wrong with the settings of the organisation's log-in."""
    issuer, roles = config.oidc_issuer, {each for _, each in oidc_roles(config.oidc_roles)} | {config.oidc_others}
    if not issuer:
        return
    at = urlsplit(issuer)
    if not at.hostname or (at.scheme != "https" and (at.scheme, at.hostname) != ("http", "127.0.0.1")):
        yield f"oidc_issuer must be an https address, not {issuer!r}."
    if not config.oidc_client:
        yield "oidc_issuer is set, but not oidc_client, the archive's name there."
    for role in sorted(roles - {*ROLES, ""}):
        yield f"{role!r} in oidc_roles or oidc_others is no role; roles are {', '.join(ROLES)}."


def oidc_roles(said: str) -> tuple[tuple[str, str], ...]:
    """The pairs of "value=role, value=role" in the order written; what has no role has the role ""."""
    parts = (each.rpartition("=") for each in said.split(",") if each.strip())
    return tuple((value.strip(), role.strip()) for value, _, role in parts)


def make_config(home: Path) -> Config:
    """Write the settings file of a new archive, every setting explained and commented out. Raises ConfigError."""
    path = home / FILE
    if path.exists():
        raise ConfigError(f"There is already an archive in {home}.")
    lines = ["# Settings of this archive; a line without # changes one.", ""]
    for each in SETTINGS:
        lines += [f"# {each.metadata['help']}", f"# {each.name} = {json.dumps(each.default)}", ""]
    home.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")
    return load_config(home)


def change_setting(home: Path, name: str, value: str) -> None:
    """Put a text in the place of a setting in the file of an archive. Raises HomeMissing, ConfigError."""
    path, own = home / FILE, re.compile(rf"\s*{name}\s*=")
    load_config(home)
    lines = [line for line in path.read_text("utf-8").splitlines() if not own.match(line)]
    path.write_text("\n".join([*lines, f"{name} = {json.dumps(value)}", ""]), "utf-8")
    load_config(home)
