"""The bare pages that ours are measured against: raw rows in an f-string.

They hold what ours hold of the database: as many rows, with the same columns.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from itsdangerous import Signer

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

VILLAGES = "SELECT id, name FROM area ORDER BY name"
LIST = """
SELECT contact.id, called_name, prefix, last_name, area.name, stage, next_step_on,
       next_step, last_visit_on, open_referrals, volunteer_name
FROM contact JOIN area ON area.id = contact.area_id
ORDER BY next_step_on, contact.id LIMIT 25
"""
PERSON = """
SELECT address, called_name, prefix, last_name, street, house_number, area.name,
       birth_year, approach, stage, next_step_on, next_step, volunteer_name,
       (SELECT group_concat(number) FROM contact_phone WHERE contact_id = contact.id)
FROM contact JOIN area ON area.id = contact.area_id WHERE contact.id = ?
"""
CONSENTS = """
SELECT purpose, given_on, given_how FROM consent
WHERE contact_id = ? AND withdrawn_on IS NULL ORDER BY given_on DESC
"""
WISHES = """
SELECT id, side, words, subject, state, heard_on FROM wish
WHERE contact_id = ? ORDER BY heard_on DESC
"""
VOLUNTEERS = """
SELECT user.name, user.telephone, started_on FROM match
JOIN user ON user.id = volunteer_id
WHERE contact_id = ? AND state IN ('introduced', 'active', 'paused', 'closing')
"""
RELATIONS = """
SELECT kind, called_name, prefix, last_name, note,
       (SELECT min(number) FROM contact_phone WHERE contact_id = contact.id)
FROM tie JOIN contact ON contact.id = other_id
WHERE contact_id = ? AND until IS NULL
"""
EVENTS = """
SELECT 'visit', visit.id, date(starts_at) AS day, visit.state, happened,
       coalesce(note, cancelled_because, purpose), user.name
FROM visit JOIN user ON user.id = volunteer_id
LEFT JOIN visit_report ON visit_id = visit.id AND is_current
WHERE contact_id = ?1 AND visit.state != 'planned'
UNION ALL
SELECT 'attempt', attempt.id, made_on, outcome, channel, note, user.name
FROM attempt JOIN user ON user.id = made_by WHERE contact_id = ?1
UNION ALL
SELECT 'referral', referral.id, state_since, state, offering.name, why, user.name
FROM referral JOIN offering ON offering.id = offering_id
JOIN user ON user.id = owner_id WHERE contact_id = ?1
UNION ALL
SELECT 'respite', respite_request.id, booked_on, booking.state, room.name,
       wanted_for, ''
FROM booking JOIN respite_request ON respite_request.id = request_id
JOIN room ON room.id = booking.room_id WHERE carer_id = ?1 OR cared_for_id = ?1
UNION ALL
SELECT 'signal', id, date(received_at), state, '', noticed, '' FROM signal
WHERE contact_id = ?1
UNION ALL
SELECT 'match', match.id, coalesce(match.ended_on, started_on), state, '', note,
       user.name
FROM match JOIN user ON user.id = volunteer_id WHERE contact_id = ?1
ORDER BY 3 DESC, 2 DESC
"""


def people(connection: sqlite3.Connection, signer: Signer) -> Wsgi:
    """The list of people, 25 of all, by next step, and the villages to choose from."""

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        signer.unsign(environ["HTTP_COOKIE"])
        villages = "".join(_row(row) for row in connection.execute(VILLAGES))
        rows = "".join(_row(row) for row in connection.execute(LIST))
        body = f"<h1>Mensen</h1><table>{villages}</table><table>{rows}</table>"
        return _answer(start, body)

    return page


def person(connection: sqlite3.Connection, signer: Signer, contact_id: int) -> Wsgi:
    """One person, with the newest of what happened and all that stands beside it."""

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        signer.unsign(environ["HTTP_COOKIE"])
        who = (contact_id,)
        top = _row(connection.execute(PERSON, who).fetchone())
        parts = "".join(
            _row(row)
            for query in (CONSENTS, WISHES, VOLUNTEERS, RELATIONS)
            for row in connection.execute(query, who)
        )
        events = connection.execute(EVENTS, who).fetchall()
        tabs = "".join(map(_row, Counter(event[0] for event in events).items()))
        newest = "".join(map(_row, events[:12]))
        return _answer(start, f"<h1>{top}</h1>{parts}{tabs}<ol>{newest}</ol>")

    return page


def _row(row: tuple[Any, ...]) -> str:
    return f"<tr>{''.join(f'<td>{escape(str(value))}</td>' for value in row)}</tr>"


def _answer(start: Callable[..., Any], body: str) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<!doctype html><html><body>{body}</body></html>".encode()]
