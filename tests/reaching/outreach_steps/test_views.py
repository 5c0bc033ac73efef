from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.reaching.outreach.test_queries import plan
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach_steps import actions, queries
from thuis_app.reaching.outreach_steps.models import (
    OutreachGap,
    OutreachTable,
    OutreachWay,
)
from thuis_app.reaching.outreach_steps.rules import STANDARD, Channel, Table, Way

FORM = "#table-form form"


def changed(browser: Browser, **answers: Any) -> Page:
    return browser.submit(browser.get("/outreach/table").one(FORM), **answers)


def in_force() -> Table:
    db.session.expire_all()
    return queries.table()


@pytest.fixture
def nothing_stored(database: None) -> None:
    for model in (OutreachGap, OutreachWay, OutreachTable):
        db.session.execute(delete(model))
    db.session.commit()


def test_one_begins_with_the_standard_table(database: None) -> None:
    assert in_force() == STANDARD


def test_where_nothing_is_stored_the_standard_holds(
    nothing_stored: None, sign_in: SignIn
) -> None:
    assert in_force() == STANDARD

    answer = changed(sign_in(make.coordinator()), gap_5="70")

    assert answer.status == 303 and in_force().gaps == (3, 7, 14, 28, 70)


def test_the_table_is_read_in_sentences(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator(make.area())).get("/outreach/table")

    words = page.text("#table-words")
    assert "After try 3 that nobody answered we wait 2 weeks." in words
    assert "after each one that follows, we wait 8 weeks." in words
    assert "'not now' is left alone for 4 weeks" in words
    assert "at least 3 days" in words
    assert not page.has("form[action='/outreach/table']")


def test_the_page_shows_the_days_that_follow_from_it(sign_in: SignIn) -> None:
    moment = datetime.combine(date(2026, 12, 21), datetime.min.time(), clock.AMSTERDAM)
    clock.set_source(lambda: moment)

    page = sign_in(make.coordinator()).get("/outreach/table")

    days = page.texts("aside ol li")
    assert days[0] == "Mon 21 Dec 2026: with a card, in the morning"
    assert days[1].startswith("Thu 24 Dec 2026: at the door")
    assert days[2].startswith("Thu 31 Dec 2026: by telephone")


def test_another_table_is_followed_from_the_next_try_on(sign_in: SignIn) -> None:
    row, user = plan(attempts=0, next_on=clock.today()), make.coordinator()
    browser = sign_in(user)

    answer = changed(browser, minimum_gap="10", gap_1="10", gap_2="10")
    assert answer.status == 422

    more = {f"gap_{number}": "20" for number in range(2, 5)}
    answer = changed(
        browser, minimum_gap="10", gap_1="10", gap_5="", after_a_talk="10", **more
    )

    assert answer.status == 303, answer.errors()
    assert in_force().gaps == (10, 20, 20, 20)
    form = browser.get(f"/outreach/{row.contact_id}/attempt").one("#attempt-form")
    browser.submit(form, outcome="nobody_home")
    after = db.session.get_one(OutreachPlan, row.contact_id)
    assert (after.next_on - clock.today()).days >= 10
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert "outreach.table_changed" in events


def test_the_order_and_the_parts_of_the_day_are_chosen(sign_in: SignIn) -> None:
    answer = changed(
        sign_in(make.user(Role.ADMINISTRATOR)),
        place_door="1",
        place_card="2",
        place_flowers="",
        parts_door=["afternoon"],
    )

    assert answer.status == 303
    first, *others = in_force().ways
    assert first == Way(Channel.DOOR, tuple(p for p in first.parts if p == "afternoon"))
    assert len(first.parts) == 1 and others[0].channel is Channel.CARD
    assert Channel.FLOWERS not in {way.channel for way in others}


@pytest.mark.parametrize(
    ("answers", "name", "message"),
    [
        ({"gap_1": "2"}, "gap_1", "less than the minimum"),
        ({"gap_3": "5"}, "gap_3", "Wait at least as long"),
        ({"gap_2": ""}, "gap_2", "Fill this in too"),
        ({"gap_1": ""}, "gap_1", "Write how long we wait"),
        ({"gap_1": "x"}, "gap_1", "Write a whole number between"),
        ({"gap_8": "367"}, "gap_8", "Write a whole number between"),
        ({"after_a_talk": "1"}, "after_a_talk", "less than the minimum"),
        ({"not_now_rests": "2"}, "not_now_rests", "less than the minimum"),
        ({"minimum_gap": "0"}, "minimum_gap", "Write a whole number between"),
        ({"place_door": "1"}, "place_door", "Another way has this place"),
        ({"parts_door": []}, "parts_door", "at least one part"),
        (
            {f"place_{one}": "" for one in ("door", "via_somebody", "flowers")}
            | {"place_letter": ""},
            "place_door",
            "at least two ways besides the telephone",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused_at_its_field(
    sign_in: SignIn, answers: dict[str, Any], name: str, message: str
) -> None:
    page = changed(sign_in(make.coordinator()), **answers)

    assert page.status == 422
    assert message in page.text(f"#{name}-error")
    assert in_force() == STANDARD


def test_two_who_change_the_table_at_once_see_each_other(sign_in: SignIn) -> None:
    here, there = sign_in(make.coordinator()), sign_in(make.coordinator())
    form = here.get("/outreach/table").one(FORM)
    changed(there, gap_5="60")

    page = here.submit(form, gap_5="70")

    assert page.status == 409 and page.has("#conflict")
    assert page.text("#gap_5-theirs").endswith("60")
    assert here.submit(page.one(FORM)).status == 303
    assert in_force().gaps[-1] == 70


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD])
def test_others_change_nothing(sign_in: SignIn, role: Role) -> None:
    user = make.user(role)
    with pytest.raises(Denied):
        actions.change_table(make.actor(user), queries.stored_table(_admin()), STANDARD)
    assert sign_in(user).get("/outreach/table").status == (
        200 if role is Role.VOLUNTEER else 403
    )


def test_nor_does_the_action_take_a_table_that_cannot_be(database: None) -> None:
    actor = _admin()
    wrong = Table((1,), 3, 7, 28, STANDARD.ways)

    with pytest.raises(RuleBroken) as refused:
        actions.change_table(actor, queries.stored_table(actor), wrong)
    assert refused.value.code == "outreach.table_wrong"


def _admin() -> Any:
    return make.actor(make.user(Role.ADMINISTRATOR))
