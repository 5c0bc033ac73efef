"""Migrations also carry rows that no form would write."""

import logging
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, insert, inspect, select, text

from tests.house.test_migrations import empty as empty
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.people.contacts.models import Contact

USER = {
    "version": 1,
    "name": "Griet",
    "called": "Griet",
    "telephone": "",
    "password_hash": "",
    "all_areas": False,
    "language": "nl",
    "keys_on": True,
    "mails": "daily",
    "is_active": False,
    "ended_on": date(2026, 5, 5),
}
MAIL = {
    "to_user_id": 1,
    "state": "waiting",
    "claimed_by": "",
    "tries": 0,
    "last_error": "",
    "not_before": datetime(2026, 1, 1, tzinfo=UTC),
}
AREA = {"id": 1, "version": 1, "name": "Bedum", "postcode4": "9781", "cluster": ""}
TEXTS = (
    *("called_name", "initials", "prefix", "sounds_like", "search_text", "street"),
    *("house_number", "postcode", "language", "approach", "stopped_because"),
    *("next_step", "volunteer_name", "speaks", "interest_words", "time_words"),
)
PERSON = dict.fromkeys(TEXTS, "") | {
    "version": 1,
    "area_id": 1,
    "stage": "known",
    "address": "name",
    "last_name": "Boer",
    "registered_on": date(2026, 5, 5),
    "next_step_on": date(2026, 5, 5),
    "has_pets": False,
    "smokes": False,
    "open_referrals": 0,
}
LATE = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
MAILS = {
    "reminder": ['{"day": 1}', '{"day": 3652059}', '{"day": 0}', "{}", "[]", "tea"],
    "papers": ['{"volunteer": 1, "paper": 3, "within": 0}', '{"paper": 9}'],
    "look": ["{}"],
    "tea": ['{"day": 1}'],
}


@pytest.fixture
def odd(empty: Flask) -> None:
    upgrade(revision="0017_sign_in_tries")
    with db.engine.begin() as connection:
        for number, words in enumerate(["", " coordinator  board board "], 1):
            row = {"email": str(number), "role_words": words, "created_at": LATE}
            add(connection, "user", USER | row)
        for kind, texts in MAILS.items():
            for number, numbers in enumerate(texts):
                row = {"key": f"{kind}{number}", "kind": kind, "numbers": numbers}
                add(connection, "outgoing_mail", MAIL | row)


@pytest.fixture
def people(empty: Flask) -> None:
    """A thousand people and one, of whom the last have words that no form offers."""
    upgrade(revision="0019_mail_payloads")
    with db.engine.begin() as connection:
        add(connection, "area", AREA | {"is_active": True})
        odd = (
            {"interest_words": " walking  music knitting walking ", "speaks": "dutch"},
            {"time_words": "8:night 1:evening 1:morning tea-time", "speaks": "tongues"},
        )
        add(connection, "contact", [PERSON] * 999 + [PERSON | row for row in odd])


def add(
    connection: Connection, name: str, values: dict[str, Any] | list[dict[str, Any]]
) -> None:
    metadata = MetaData()
    metadata.reflect(connection, only=[name])
    connection.execute(insert(metadata.tables[name]), values)


def column(table: str, name: str) -> list[Any]:
    query = text(f'SELECT {name} FROM "{table}" ORDER BY id')
    with db.engine.connect() as connection:
        return list(connection.scalars(query))


def test_an_account_made_late_has_its_roles_from_the_day_in_the_village(
    odd: None,
) -> None:
    upgrade()

    assert column("user_role", "user_id") == [2, 2]
    assert column("user_role", "role") == ["board", "coordinator"]
    assert [str(day) for day in column("user_role", "since")] == ["2026-07-01"] * 2
    assert column("user_role", "until") == [None] * 2


def test_what_is_held_now_goes_back_to_words_and_what_ended_does_not(
    odd: None,
) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(
            text("UPDATE user_role SET until = '2026-07-02' WHERE role = 'board'")
        )

    downgrade(revision="0017_sign_in_tries")

    assert column("user", "role_words") == ["", "coordinator"]


def test_a_mail_that_cannot_be_read_stays_as_it_is(odd: None) -> None:
    upgrade()
    assert column("outgoing_mail", "payload") == [
        *('{"day": "0001-01-01"}', '{"day": "9999-12-31"}'),
        *MAILS["reminder"][2:],
        '{"volunteer_id": 1, "requirement": "training", "within": 0}',
        *(MAILS["papers"][1], "{}", '{"day": 1}'),
    ]

    downgrade(revision="0017_sign_in_tries")

    assert column("outgoing_mail", "numbers") == list(chain(*MAILS.values()))


def test_the_constraints_of_the_users_are_kept(odd: None) -> None:
    def known() -> set[str | None]:
        return {one["name"] for one in inspect(db.engine).get_check_constraints("user")}

    before = known()
    upgrade()
    assert known() == before
    downgrade(revision="0017_sign_in_tries")
    assert known() == before == {"ck_user_mailwish"}


def test_words_that_no_form_offers_are_kept_in_a_set_and_counted(
    people: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        upgrade()

    assert column("contact", "speaks")[998:] == ["[]", '["dutch"]', '["tongues"]']
    assert column("contact", "interests")[999:] == [
        '["music", "walking", "knitting"]',
        "[]",
    ]
    assert column("contact", "times")[999:] == [
        "[]",
        '["1-morning", "1-evening", "8:night", "tea-time"]',
    ]
    assert [one for one in caplog.messages if "unknown" in one] == [
        "contact.speaks: unknown words are kept in 1 row(s)",
        "contact.interests: unknown words are kept in 1 row(s)",
        "contact.times: unknown words are kept in 1 row(s)",
    ]


def test_words_that_no_form_offers_go_back_as_they_were(people: None) -> None:
    upgrade()

    downgrade(revision="0019_mail_payloads")

    assert column("contact", "speaks")[998:] == ["", "dutch", "tongues"]
    assert column("contact", "interest_words")[999:] == ["music walking knitting", ""]
    assert column("contact", "time_words")[999:] == [
        "",
        "1:morning 1:evening 8:night tea-time",
    ]


def test_a_person_with_words_that_no_form_offers_can_be_read(people: None) -> None:
    upgrade()

    query = select(Contact).order_by(Contact.id.desc()).limit(2)
    last, other = db.session.scalars(query)

    assert other.speaks == {SpokenLanguage.DUTCH}
    assert not last.speaks
    assert other.interests == {Interest.MUSIC, Interest.WALKING}
    assert last.times == {WeekPart.TUESDAY_MORNING, WeekPart.TUESDAY_EVENING}
