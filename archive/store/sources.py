"""The sites we crawl, and their site models."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from archive.errors import UnknownSource
from archive.store.codec import made, plain
from archive.store.dialect import upsert
from archive.store.engine import Database
from archive.store.tables import site_models, sources
from archive.store.telling import tell_source
from crawler.model import Source


class SqlSources:
    """Sources as rows: a name and the rest as JSON, so that a new setting needs no migration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, source: Source) -> None:
        """Add a source or replace the one of that name; its pages get change rows when they become another's."""
        with self._database.writing() as connection:
            body = connection.scalar(select(sources.c.body).where(sources.c.name == source.name))
            if body is not None and body.get("municipality") != source.municipality:
                tell_source(connection, source.name)
            upsert(connection, sources, [{"name": source.name, "body": plain(source)}], key=("name",), update=True)

    def all(self) -> tuple[Source, ...]:
        """Every source, by name."""
        with self._database.reading() as connection:
            bodies = connection.scalars(select(sources.c.body).order_by(sources.c.name)).all()
        return tuple(made(Source, body) for body in bodies)

    def named(self, name: str) -> Source:
        """Raises UnknownSource."""
        with self._database.reading() as connection:
            body = connection.scalar(select(sources.c.body).where(sources.c.name == name))
        if body is None:
            known = ", ".join(each.name for each in self.all()) or "none"
            raise UnknownSource(f"there is no source named {name!r}; known: {known}")
        return made(Source, body)

    def site_model(self, name: str) -> str | None:
        """The newest site model of a source as JSON text, or None."""
        newest = select(site_models.c.model).where(site_models.c.source == name).order_by(site_models.c.id.desc())
        with self._database.reading() as connection:
            return connection.scalar(newest.limit(1))

    def save_site_model(self, name: str, model: str, *, at: datetime) -> None:
        """Keep a new version of the site model; older versions stay."""
        with self._database.writing() as connection:
            connection.execute(site_models.insert(), {"source": name, "model": model, "at": at})
