"""Which lines stand in which queue of the board, in which order, and how many."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.today.rules import SHOWN_ALONE, SHOWN_TOGETHER
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import GROUPS, TaskGroup, TaskKind
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.rules import Urgency
from thuis_app.visiting.visits.rules import VisitState


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def sent(name: str, *, due_on: date, area: Area | None = None) -> None:
    """A referral of which the answer is awaited until this day."""
    make.referral(make.contact(name, area=area), ReferralState.SENT, due_on=due_on)


def to_try(name: str, *, next_on: date) -> None:
    """Somebody whose next try is planned on this day."""
    make.plan(make.contact(name, stage=Stage.OUTREACH), next_on=next_on)


def lead() -> User:
    return make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)


def names(page: Page, queue: str) -> list[str]:
    return page.texts(f"#queue-{queue} .line .name")


def test_an_answer_that_is_longest_overdue_comes_first(sign_in: SignIn) -> None:
    sent("Today", due_on=days_ago(0))
    sent("Longest", due_on=days_ago(9))
    sent("Tomorrow", due_on=days_ago(-1))
    sent("Lately", due_on=days_ago(2))

    page = sign_in(make.coordinator()).get("/")

    assert names(page, "referral") == ["Longest", "Lately", "Today"]
    assert page.texts("#queue-referral .line .tag") == ["9 days late", "2 days late"]


def test_who_waits_longest_for_a_try_comes_first(sign_in: SignIn) -> None:
    to_try("Today", next_on=days_ago(0))
    to_try("Tomorrow", next_on=days_ago(-1))
    to_try("Longest", next_on=days_ago(4))

    page = sign_in(make.coordinator()).get("/")

    assert names(page, "attempt") == ["Longest", "Today"]


def test_the_board_says_how_many_concerns_there_are_and_names_nobody(
    sign_in: SignIn,
) -> None:
    make.concern(make.contact("Older"), raised_at=clock.now() - timedelta(days=1))
    make.concern(make.contact("Newer"), raised_at=clock.now())
    make.concern(make.contact("Urgent"), raised_at=clock.now(), is_urgent=True)

    page = sign_in(lead()).get("/")

    assert names(page, "concern") == ["3 concerns"]
    assert page.texts("#queue-concern .line .tag") == ["cannot wait"]


def test_concerns_stand_above_all_other_work(sign_in: SignIn) -> None:
    sent("Ploeg", due_on=days_ago(9))
    make.signal()
    make.concern()

    page = sign_in(lead()).get("/")

    queues = [section["id"] for section in page.soup.select("#work section")]
    assert queues == ["queue-concern", "queue-signal", "queue-referral"]


def test_a_report_is_asked_for_two_days_after_the_visit(sign_in: SignIn) -> None:
    noon = make.at(clock.today(), 12)
    for name, days, state in (
        ("Yesterday", 1, VisitState.PLANNED),
        ("Before", 2, VisitState.PLANNED),
        ("Cancelled", 2, VisitState.CANCELLED),
    ):
        match = make.match(contact=make.contact(name))
        make.visit(match, starts_at=noon - timedelta(days=days), state=state)

    page = sign_in(make.coordinator()).get("/")

    assert names(page, "report") == ["Before"]


def test_who_has_not_been_told_that_we_keep_something_stands_first(
    sign_in: SignIn,
) -> None:
    make.contact("Told", inform_by=days_ago(0), informed_on=days_ago(1))
    make.contact("Untold", inform_by=days_ago(0))
    make.signal()

    page = sign_in(make.coordinator()).get("/")

    assert names(page, "first") == ["Untold"]
    assert page.soup.select("#work section")[0]["id"] == "queue-first"


def test_a_carer_who_cannot_go_on_stands_first_and_another_with_respite(
    sign_in: SignIn,
) -> None:
    for name, urgency in (("Tired", Urgency.SOON), ("Patient", Urgency.NORMAL)):
        village = make.area()
        carer, cared_for = (make.contact(one, area=village) for one in (name, "Bos"))
        make.respite_request(carer, cared_for, urgency=urgency)

    page = sign_in(make.coordinator()).get("/")

    assert names(page, "first") == ["Tired"]
    assert names(page, "respite") == ["Patient"]


def test_of_a_long_queue_the_first_show_and_the_rest_alone(sign_in: SignIn) -> None:
    for number in range(SHOWN_TOGETHER + 2):
        sent(f"Person {number}", due_on=days_ago(20 - number))
    browser = sign_in(make.coordinator())

    page = browser.get("/")
    [more, _list] = page.soup.select("#queue-referral .more a")
    alone = browser.get(str(more["href"]))

    assert names(page, "referral") == [f"Person {n}" for n in range(SHOWN_TOGETHER)]
    assert "Show 2 more" in page.text("#queue-referral .more")
    assert len(names(alone, "referral")) == SHOWN_TOGETHER + 2
    assert "Show 2 more" not in alone.text("#queue-referral")


def test_a_long_queue_is_read_to_its_end(sign_in: SignIn) -> None:
    for number in range(2 * SHOWN_ALONE + 3):
        sent(f"Person {number}", due_on=days_ago(90 - number))
    browser = sign_in(make.coordinator())
    page, seen = browser.get("/?queue=referral"), []

    while more := page.soup.select("#queue-referral .more a[href*=show]"):
        seen.append(more[0].get_text())
        page = browser.get(str(more[0]["href"]))

    assert seen == [f"Show {SHOWN_ALONE} more", "Show 3 more"]
    assert len(names(page, "referral")) == 2 * SHOWN_ALONE + 3


def test_the_heading_and_the_queues_count_the_same(sign_in: SignIn) -> None:
    for days in range(SHOWN_TOGETHER + 1):
        sent("Ploeg", due_on=days_ago(days))
    make.signal()

    page = sign_in(make.coordinator()).get("/?queue=signal")

    counts = [int(text) for text in page.texts("#work nav .count")]
    assert counts[0] == sum(counts[1:]) == SHOWN_TOGETHER + 2
    assert f"{SHOWN_TOGETHER + 2} things wait for you." in page.text("main")
    assert page.texts("title")[0].startswith(f"Today ({SHOWN_TOGETHER + 2})")
    assert not page.has("#queue-referral")


def test_one_village_can_be_shown_alone(sign_in: SignIn) -> None:
    bedum, warffum = make.area("Bedum"), make.area("Warffum")
    sent("Here", due_on=days_ago(1), area=bedum)
    sent("There", due_on=days_ago(2), area=warffum)
    make.signal(warffum)
    browser = sign_in(make.coordinator())

    page = browser.get(f"/?area={bedum.id}")

    assert names(browser.get("/"), "referral") == ["There", "Here"]
    assert names(page, "referral") == ["Here"]
    assert not page.has("#queue-signal")
    assert "1 thing waits for you." in page.text("main")


def test_a_queue_that_there_is_not_shows_them_all(sign_in: SignIn) -> None:
    sent("Ploeg", due_on=days_ago(1))

    page = sign_in(make.coordinator()).get("/?queue=dance&area=village")

    assert names(page, "referral") == ["Ploeg"]


def test_the_visits_of_a_day_stand_by_the_clock(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    for name, hour in (("Later", 16), ("Earlier", 9)):
        match = make.match(volunteer, make.contact(name))
        make.visit(match, starts_at=make.at(clock.today(), hour))
    make.visit(starts_at=make.at(clock.today(), 11))

    page = sign_in(volunteer).get("/")

    assert page.texts("#visits-today h3") == ["Earlier", "Later"]
    assert "2 people look forward to you." in page.text("main")


def test_everybody_begins_where_their_work_is(sign_in: SignIn) -> None:
    assert sign_in(make.user(Role.BOARD)).get("/").address == "/reports/"
    assert sign_in(make.user(Role.ADMINISTRATOR)).get("/").address == "/first-steps/"
    assert sign_in(make.coordinator()).get("/my-day").address == "/"


def test_a_coordinator_who_visits_has_the_board_and_a_day(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.COORDINATOR, Role.VOLUNTEER, all_areas=True))

    assert browser.get("/").has("#work")
    assert browser.get("/my-day").has("#visits-today")


@pytest.mark.parametrize("group", TaskGroup)
def test_each_group_has_a_heading_lines_and_words_for_when_it_is_empty(
    sign_in: SignIn, group: TaskGroup
) -> None:
    browser = sign_in(make.coordinator())
    empty = browser.get(f"/?queue={group}").texts("#work .empty p")[0]
    is_first = group is TaskGroup.FIRST
    about: dict[str, Any] = {
        "volunteer_id": make.volunteer().id,
        "offering_id": make.offering().id,
    }
    for kind in [TaskKind.INFORM] if is_first else GROUPS[group]:
        make.task(kind, number=1, planned_on=clock.today(), **about)

    page = browser.get(f"/?queue={group}")

    assert empty
    assert page.has(f"#queue-{group} h2 svg")
    assert len(page.texts(f"#queue-{group} .line")) == (
        1 if is_first else len(GROUPS[group])
    )
