"""What later migrations say in other words: a line for each that touches kept rows.

A migration that is not named here changes no row of any table: `test_releases` holds it
to that. One that does is named with what it makes of the rows as they were, such as

    "0018_user_role": words_become_rows("user", "role_words", "user_role", "role"),
    "0021_events": each("trail_entry", "deed", as_=EVENTS.__getitem__),

Tables without rows do not count; a new column is one that `gains` gave a value.
What a migration loses on the way back is said in `RETURNS`.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tests.house.releases.kept import Meaning, Row
from tests.house.releases.summaries import summaries_of
from tests.house.releases.tasks import (
    NO_STEP,
    code_of,
    day_of,
    first_tasks,
    shown_on,
    tasks_of,
)
from tests.house.releases.tasks_of_volunteers import of_trainings, of_volunteers
from thuis_app.core import clock
from thuis_app.core.normalize import fold
from thuis_app.core.search_words import name_words, sound, telephone_words
from thuis_app.people.contacts.rules import search_text

Translation = Callable[[Meaning], Meaning]


def each(
    table: str, column: str, as_: Callable[[Any], Any], name: str = ""
) -> Translation:
    """Each value of a column is said in other words, or under another name."""

    def translated(row: Row) -> Row:
        rest = {one: value for one, value in row.items() if one != column}
        return rest | {name or column: as_(row[column])}

    return of_rows(table, translated)


def gains(table: str, column: str, value: Callable[[Row], Any]) -> Translation:
    """Each row has a column more, with a value that follows from the others."""
    return of_rows(table, lambda row: row | {column: value(row)})


def loses(table: str, column: str) -> Translation:
    """A column is gone: what it said stands elsewhere, or nowhere any more."""
    return of_rows(table, lambda row: {one: row[one] for one in row if one != column})


def of_rows(table: str, translated: Callable[[Row], Row]) -> Translation:
    """Every row of a table is another; the other tables stay as they are."""
    return lambda rows: rows | {table: [translated(row) for row in rows.get(table, [])]}


def words_become_rows(
    table: str, column: str, rows_of: str, named: str, key: str = ""
) -> Translation:
    """Words joined by spaces in one column become rows of a table, one for each."""
    owner = key or f"{table}_id"

    def split(rows: Meaning) -> Meaning:
        found = [
            {owner: row["id"], named: word}
            for row in rows.get(table, [])
            for word in str(row[column]).split()
        ]
        return loses(table, column)(rows) | {rows_of: found}

    return split


def in_turn(*translations: Translation) -> Translation:
    """One migration that does several things."""

    def all_of(rows: Meaning) -> Meaning:
        for translated in translations:
            rows = translated(rows)
        return rows

    return all_of


def _roles_are_dated(rows: Meaning) -> Meaning:
    """A role is held from the day that the account was made, also where it ended."""
    users, said = {row["id"]: row for row in rows["user"]}, dict(ROLE_ROWS(rows))
    held = sorted(said["user_role"], key=lambda row: (row["user_id"], row["role"]))
    for number, row in enumerate(held, 1):
        made = datetime.fromisoformat(users[row["user_id"]]["created_at"])
        since = clock.local(made).date().isoformat()
        row |= {"id": number, "since": since, "until": None}
    return said | {"user_role": held}


ROLE_ROWS = words_become_rows("user", "role_words", "user_role", "role")


def _mails_say_days_and_words(row: Row) -> Row:
    """Positions in an enumeration and numbers of days are said as what they stand for.

    The numbers are those of the kept release: a day, and the first paper.
    """
    said, kept = row["numbers"], json.loads(row["numbers"])
    if row["kind"] == "reminder":
        said = json.dumps({"day": date.fromordinal(kept["day"]).isoformat()})
    if row["kind"] == "papers":
        assert kept["paper"] == 0
        who, within = kept["volunteer"], kept["within"]
        said = json.dumps(
            {"volunteer_id": who, "requirement": "agreement", "within": within}
        )
    rest = {name: value for name, value in row.items() if name != "numbers"}
    return rest | {"payload": said}


def _words_become_a_set(table: str, column: str, name: str = "") -> Translation:
    """Words joined by spaces are a JSON array; the kept ones stand in order already."""
    return each(table, column, lambda words: json.dumps(words.split()), name)


def _times_become_a_set(row: Row) -> Row:
    times = str(row["time_words"]).replace(":", "-").split()
    rest = {name: value for name, value in row.items() if name != "time_words"}
    return rest | {"times": json.dumps(times)}


def _what_has_to_happen_is_a_task(rows: Meaning) -> Meaning:
    """The line of a person shows the first of their tasks, whatever it showed."""
    tasks = tasks_of(rows)
    first = first_tasks(tasks)

    def shown(row: Row) -> Row:
        if task := first.get(row["id"]):
            step = {"next_step_on": shown_on(task), "next_step": task["kind"]}
            return row | step | {"next_step_number": task["number"]}
        return row | NOTHING_NEXT | {"next_step_number": None}

    return of_rows("contact", shown)(rows) | {"task": tasks}


def _volunteers_have_tasks(rows: Meaning) -> Meaning:
    return rows | {"task": [*rows["task"], *of_volunteers(rows)]}


def _trainings_have_tasks(rows: Meaning) -> Meaning:
    return rows | {"task": [*rows["task"], *of_trainings(rows)]}


def _lines_show_the_first_step(rows: Meaning) -> Meaning:
    """A line showed one step, and not always the first: it is not known any more."""
    first = first_tasks([task for task in tasks_of(rows) if code_of(task)])

    def shown(row: Row) -> Row:
        if task := first.get(row["id"]):
            return row | {"next_step_on": shown_on(task), "next_step": code_of(task)}
        return row | NOTHING_NEXT

    return of_rows("contact", shown)(rows)


def _people_have_words(rows: Meaning) -> Meaning:
    """The words of people are made anew; what they follow from stays as it is."""
    numbers: dict[int, list[str]] = {}
    for row in rows.get("contact_phone", []):
        numbers.setdefault(row["contact_id"], []).append(row["number"])

    def worded(row: Row) -> Row:
        names = tuple(row[name] for name in NAMES)
        home = tuple(row[name] for name in HOME)
        text = search_text(names, home, numbers.get(row["id"], []))
        return row | {"search_text": text, "sounds_like": sound(row["last_name"])}

    said = of_rows("contact", worded)(rows)
    words = [
        {"contact_id": row["id"], "word": word}
        for row in said["contact"]
        for word in row["search_text"].split()
    ]
    return said | {"contact_word": words}


def _users_have_words(rows: Meaning) -> Meaning:
    words = [
        {"user_id": row["id"], "word": word}
        for row in rows["user"]
        for word in name_words(row["name"]) | telephone_words([row["telephone"]])
    ]
    return rows | {"user_word": words}


NAMES = ("called_name", "initials", "prefix", "last_name")
HOME = ("street", "house_number", "postcode")
NOTHING_NEXT = {"next_step_on": NO_STEP, "next_step": ""}


def _account_numbers_are_encrypted(rows: Meaning) -> Meaning:
    """Each number is a row of its own, which says nothing without a key."""
    known = [row["user_id"] for row in rows["volunteer"] if row["account_number"]]
    accounts = [{"user_id": one, "version": 1, "changed_by": None} for one in known]
    return loses("volunteer", "account_number")(rows) | {"bank_account": accounts}


RANDOM = {
    "task": ("id", "opened_at"),
    "bank_account": ("account_number", "changed_at"),
}
"""What is random, or of the moment of the migration."""


def _first_meetings_have_a_day(rows: Meaning) -> Meaning:
    """A match that was introduced gets the day of its first visit."""
    made = [one for one in rows["visit"] if one["state"] != "cancelled"]

    def first_day(match: Row) -> str | None:
        days = [day_of(v["starts_at"]) for v in made if v["match_id"] == match["id"]]
        return min(days, default=None) if match["state"] == "introduced" else None

    return gains("match", "first_meeting_on", first_day)(rows)


def _consents_end_with_contact(rows: Meaning) -> Meaning:
    """Of who died or moved, a consent that stands is withdrawn since that day."""
    gone = {
        one["id"]: one["stopped_on"]
        for one in rows["contact"]
        if one["stage"] in ("moved", "deceased") and one["stopped_on"]
    }

    def ended(row: Row) -> Row:
        day = gone.get(row["contact_id"])
        is_standing = row["withdrawn_on"] is None and day is not None
        return row | {"withdrawn_on": day} if is_standing else row

    return of_rows("consent", ended)(rows)


def _visits_are_assents(rows: Meaning) -> Meaning:
    """A consent to being visited is a yes of the person, with the same number."""
    said = rows.get("consent", [])
    visits = [one for one in said if one["purpose"] == "visit"]
    assents = [
        {name: value for name, value in one.items() if name != "purpose"}
        | {"participation": "visit", "asked_by": ""}
        for one in visits
    ]
    rest = [one for one in said if one["purpose"] != "visit"]
    return rows | {"consent": rest, "assent": assents}


RETURNS: dict[str, Translation] = {
    "0021_tasks": _lines_show_the_first_step,
    "0032_search_words": _people_have_words,
}
"""What a migration, done and undone, makes of the rows that were there before it."""

TRANSLATIONS: dict[str, Translation] = {
    "0018_user_role": _roles_are_dated,
    "0019_mail_payloads": of_rows("outgoing_mail", _mails_say_days_and_words),
    "0020_sets": in_turn(
        _words_become_a_set("contact", "speaks"),
        _words_become_a_set("contact", "interest_words", "interests"),
        of_rows("contact", _times_become_a_set),
        _words_become_a_set("volunteer", "language_words", "languages"),
        _words_become_a_set("volunteer", "interest_words", "interests"),
        _words_become_a_set("visit_report", "activity_words", "activities"),
        _words_become_a_set("visit_report", "wish_words", "wishes"),
        _words_become_a_set("respite_request", "need_words", "needs"),
        _words_become_a_set("respite_request", "wanted_words", "wanted_parts"),
        _words_become_a_set("referral", "share_words", "shares"),
    ),
    "0021_tasks": _what_has_to_happen_is_a_task,
    "0022_tasks_of_volunteers": _volunteers_have_tasks,
    "0023_report_summaries": lambda rows: rows | summaries_of(rows),
    "0028_match_requests": _first_meetings_have_a_day,
    "0029_notes": gains("claim", "written_by", lambda _row: None),
    "0030_visits_ahead": in_turn(
        *(
            gains("visit", column, lambda _row: None)
            for column in ("instead_of", "moved_from", "moved_by", "moved_at")
        ),
        gains("volunteer_block", "calls_self", lambda _row: False),
    ),
    "0031_endings": in_turn(
        _consents_end_with_contact, gains("consent", "withdrawn_how", lambda _row: None)
    ),
    "0032_search_words": in_turn(
        _people_have_words,
        _users_have_words,
        gains("contact", "volunteer_folded", lambda row: fold(row["volunteer_name"])),
        gains("user", "sort_name", lambda row: fold(row["name"])),
        gains("area", "sort_name", lambda row: fold(row["name"])),
        gains("signal", "knows", lambda _row: None),
    ),
    "0033_report_replies": gains("wish", "visit_id", lambda _row: None),
    "0046_volunteer_card": in_turn(
        gains("volunteer", "born_on", lambda _row: None),
        *(
            gains("volunteer", name, lambda _row: "")
            for name in (
                *("home_address", "emergency_name"),
                *("emergency_telephone", "account_number"),
            )
        ),
    ),
    "0034_calendar_names": gains("visit_feed", "uid_domain", lambda _row: "thuis"),
    "0036_concern_kinds": gains("concern", "kind", lambda _row: "harm"),
    "0040_assents": _visits_are_assents,
    "0041_representatives": in_turn(
        gains("tie", "decides", lambda _row: "[]"),
        gains("tie", "paper_seen_on", lambda _row: None),
        gains("tie", "paper_seen_by", lambda _row: None),
        gains("consent", "representative_id", lambda _row: None),
    ),
    "0042_first_visits": gains("visit", "before_match", lambda _row: False),
    "0048_refused_addresses": in_turn(
        gains("user", "mail_refused_at", lambda _row: None),
        gains("installation", "mail_tested_at", lambda _row: None),
        gains("installation", "mail_trouble", lambda _row: ""),
    ),
    "0053_second_factors": in_turn(
        gains("user_session", "factor_at", lambda _row: None),
        gains("user_session", "proved_at", lambda _row: None),
    ),
    "0054_mail_address": gains("outgoing_mail", "address", lambda _row: ""),
    "0055_audit_blocks": in_turn(
        gains("installation", "log_verified_at", lambda _row: None),
        gains("installation", "log_faults", lambda _row: 0),
    ),
    "0058_attendance_tasks": _trainings_have_tasks,
    "0059_names": gains("room", "sort_name", lambda row: fold(row["name"])),
    "0060_unlock_codes": in_turn(
        gains("user_session", "code_hash", lambda _row: ""),
        gains("user_session", "wrong_codes", lambda _row: 0),
        gains("user_session", "is_shared", lambda _row: False),
    ),
    "0061_agreements": gains("invitation", "is_agreed", lambda _row: True),
    "0063_payments": in_turn(
        gains(
            "claim",
            "paid_cents",
            lambda row: row["total"] if row["state"] == "paid" else None,
        ),
        gains("claim", "corrected_because", lambda _row: ""),
        _account_numbers_are_encrypted,
    ),
}
