"""Every page that is measured, found by itself: the page x role table with rows.

A page of the table without a row to show, or that no account of the example may open,
is listed with its reason; none is left out in silence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, url_for

from tests.bench import rows
from tests.bench.visitors import SignedIn
from tests.house.tables import PAGES


@dataclass(frozen=True)
class FoundPage:
    """An address as one role opens it."""

    endpoint: str
    role: str
    path: str
    words: str = ""
    """What is searched, by the box at the top: that is posted."""

    @property
    def name(self) -> str:
        return f"{self.endpoint} for {self.role}"


@dataclass
class Found:
    """The pages to measure, and of the others for which roles and why they are not.

    `left_out` holds the roles by endpoint and reason.
    """

    pages: list[FoundPage] = field(default_factory=list)
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=dict)


def found(app: Flask, visitors: Iterable[SignedIn]) -> Found:
    """The pages of the table, for every role that may open them."""
    result, rules = Found(), {one.endpoint: one for one in app.url_map.iter_rules()}
    everybody = list(visitors)
    with app.app_context():
        for endpoint, answers in PAGES.items():
            allowed = [one for one in everybody if one.account.may_open(answers)]
            for one in allowed:
                _find(app, result, endpoint, rules[endpoint].arguments, one)
            if not allowed:
                result.left_out[endpoint, "no account of the example may open it"] = []
    return result


def search(visitors: Iterable[SignedIn]) -> Iterator[FoundPage]:
    """The first 25 hits of a search, which is a POST."""
    for one in visitors:
        if one.actor and one.actor.is_coordinator:
            yield FoundPage("search.find", one.account.role, "/search/", "bakker")


def _find(
    app: Flask, result: Found, endpoint: str, arguments: set[str], visitor: SignedIn
) -> None:
    """Add the page as this visitor opens it, or the reason why there is none."""
    values: dict[str, Any] = {}
    for name in arguments:
        chosen = rows.row(endpoint, name, visitor.actor) if visitor.actor else None
        if chosen is None:
            reason = rows.WITHOUT_ROW.get(name, f"the example has no {name} for it")
            roles = result.left_out.setdefault((endpoint, reason), [])
            roles.append(visitor.account.role)
            return
        values[name] = chosen
    with app.test_request_context():
        path = url_for(endpoint, **values)
    result.pages.append(FoundPage(endpoint, visitor.account.role, path))
