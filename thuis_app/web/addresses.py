"""The numbers in our addresses: never larger than the database can hold."""

from functools import lru_cache

from flask import Flask, request, url_for
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number of a row; a larger one is no address of ours (404)."""

    def __init__(self, url_map: object, **more: object) -> None:
        super().__init__(url_map, max=LARGEST)  # type: ignore[arg-type]


def address(endpoint: str, **values: object) -> str:
    """As `url_for`, for templates: a page holds twenty addresses, and works out none
    that is only filled in with numbers or plain words."""
    if endpoint[0] == "." or not all(_is_plain(value) for value in values.values()):
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    root = request.script_root if request else ""
    return _pattern(root, endpoint, tuple(values)).format_map(values)


def _is_plain(value: object) -> bool:
    if type(value) is str:
        return value.isascii() and value.isalnum()
    return type(value) is int


@lru_cache(maxsize=1024)
def _pattern(_root: str, endpoint: str, names: tuple[str, ...]) -> str:
    """An address to be filled in, where the house stands on this server."""
    marks = {name: LARGEST - place for place, name in enumerate(names)}
    found = url_for(endpoint, **marks)  # type: ignore[arg-type]
    for name, mark in marks.items():
        found = found.replace(str(mark), f"{{{name}}}")
    return found


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.globals["url_for"] = address
