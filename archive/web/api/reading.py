"""Reading a request by the table: every parameter known, every value of its kind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.web.api.cursors import read_cursor
from archive.web.api.forms import ParameterError
from archive.web.api.operations import Operation, Parameter
from archive.web.links import CHOSEN_LIMIT, clean

Pairs = tuple[tuple[str, str], ...]
ERRORS_MOST = 20


class BadParameters(ValueError):
    """The request asks for something that the operation does not know. `errors` says what, a line for each."""

    def __init__(self, errors: Iterable[ParameterError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{each.parameter} {each.detail}" for each in self.errors))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The parameters of a request, checked. `values` holds tuples of those that may be repeated; `pairs` the texts."""

    values: Mapping[str, Any]
    pairs: Pairs = ()
    place: str = ""

    def one(self, name: str, usual: Any = None) -> Any:
        """The value of a parameter, `usual` when it was not said."""
        return self.values.get(name, usual)

    @property
    def size(self) -> int:
        """How many to give."""
        return int(self.values["size"])

    @property
    def list_pairs(self) -> Pairs:
        """What says which list it is, wherever in it we are."""
        return tuple(pair for pair in self.pairs if pair[0] != "cursor")


def read_asked(operation: Operation, pairs: Iterable[tuple[str, str]], path: Mapping[str, str]) -> Asked:
    """The request as the operation takes it. Raises BadParameters with everything that is wrong."""
    given = (*path.items(), *pairs)
    known = {each.name: each for each in operation.parameters}
    errors = [ParameterError(parameter=name, detail="is not known here") for name in _unknown(given, known)]
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        texts = tuple(value for name, value in given if name == parameter.name)
        try:
            values |= _values(parameter, texts)
        except ValueError as error:
            errors.append(ParameterError(parameter=parameter.name, detail=str(error)))
    if errors:
        raise BadParameters(errors[:ERRORS_MOST])
    return _placed(Asked(values=values, pairs=given))


def _unknown(given: Pairs, known: Mapping[str, Parameter]) -> Iterator[str]:
    yield from dict.fromkeys(clean(name, 40) for name, _ in given if name not in known)


def _values(parameter: Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    if len(texts) > (CHOSEN_LIMIT if parameter.many else 1):
        raise ValueError(f"may stand at most {CHOSEN_LIMIT} times" if parameter.many else "may stand only once")
    read = tuple(map(parameter.kind.parse, texts))
    if parameter.many:
        return {parameter.name: read}
    usual = parameter.kind.schema().get("default")
    return {parameter.name: read[0]} if read else {} if usual is None else {parameter.name: usual}


def _placed(asked: Asked) -> Asked:
    cursor = asked.one("cursor")
    if cursor is None:
        return asked
    try:
        place = read_cursor(cursor, asked.list_pairs)
    except ValueError as error:
        raise BadParameters([ParameterError(parameter="cursor", detail=str(error))]) from error
    return Asked(values=asked.values, pairs=asked.pairs, place=place)
