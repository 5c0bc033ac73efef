"""The bare pages that ours are measured against: raw rows in an f-string."""

import sqlite3
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from itsdangerous import Signer

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LIST = """
SELECT contact.id, called_name, prefix, last_name, area.name, stage, next_step_on,
       next_step, last_visit_on, open_referrals, volunteer_name
FROM contact JOIN area ON area.id = contact.area_id
ORDER BY next_step_on, contact.id LIMIT 25
"""
PERSON = """
SELECT called_name, prefix, last_name, street, house_number, postcode, birth_year,
       next_step_on, next_step, area.name
FROM contact JOIN area ON area.id = contact.area_id WHERE contact.id = ?
"""
VISITS = """
SELECT visit.id, starts_at, visit.state, happened, note, user.name
FROM visit JOIN user ON user.id = volunteer_id
LEFT JOIN visit_report ON visit_id = visit.id AND is_current
WHERE contact_id = ? ORDER BY starts_at DESC LIMIT 30
"""
AROUND = """
SELECT kind, called_name, last_name FROM tie JOIN contact ON contact.id = other_id
WHERE contact_id = ?
"""
OTHERS = (
    "SELECT number FROM contact_phone WHERE contact_id = ?",
    "SELECT purpose, given_on FROM consent WHERE contact_id = ?",
    "SELECT side, words, state FROM wish WHERE contact_id = ?",
    "SELECT made_on, channel, outcome FROM attempt WHERE contact_id = ?",
    "SELECT state, state_since, why FROM referral WHERE contact_id = ?",
)


def people(connection: sqlite3.Connection, signer: Signer) -> Wsgi:
    """The list of people, 25 of all, by next step."""

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        signer.unsign(environ["HTTP_COOKIE"])
        rows = "".join(_row(row) for row in connection.execute(LIST))
        return _answer(start, f"<h1>Mensen</h1><table>{rows}</table>")

    return page


def person(connection: sqlite3.Connection, signer: Signer, contact_id: int) -> Wsgi:
    """One person, with thirty visits and all that stands beside them."""

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        signer.unsign(environ["HTTP_COOKIE"])
        who = (contact_id,)
        top = _row(connection.execute(PERSON, who).fetchone())
        parts = "".join(
            _row(row)
            for query in (VISITS, AROUND, *OTHERS)
            for row in connection.execute(query, who)
        )
        return _answer(start, f"<h1>{top}</h1><ol>{parts}</ol>")

    return page


def _row(row: tuple[Any, ...]) -> str:
    return f"<tr>{''.join(f'<td>{escape(str(value))}</td>' for value in row)}</tr>"


def _answer(start: Callable[..., Any], body: str) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<!doctype html><html><body>{body}</body></html>".encode()]
