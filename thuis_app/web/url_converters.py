"""The numbers in our addresses: never larger than the database can hold."""

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number of a row; a larger one is no address of ours (404)."""

    def __init__(self, url_map: object, **more: object) -> None:
        super().__init__(url_map, max=LARGEST)  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
