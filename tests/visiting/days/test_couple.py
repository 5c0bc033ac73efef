"""Two people at one house are one visit: on the day, on paper and in the calendar."""

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import both, couple
from thuis_app.core import clock
from thuis_app.visiting.calendar_feed import forms, queries
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")


def test_the_day_shows_one_call_with_two_names(sign_in: SignIn) -> None:
    known = couple()
    page = sign_in(known.volunteer).get("/my-day")
    assert len(page.texts("article.visit") + page.texts("#to-report ~ .sheet")) >= 1
    headings = page.texts("article.visit h3")
    assert headings in ([], ["Mrs Aafke Bos and Mr Bos"])


def test_the_coming_weeks_have_one_line_for_two(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    page = sign_in(known.volunteer).get("/my-day")
    lines = page.texts("#ahead ~ ul > li")
    assert len(lines) == 1 and "Aafke" in lines[0] and "Harm" in lines[0]


def test_two_who_are_visited_apart_are_two_lines(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    for visit in both(known):
        visit.together_with = None
    make.saved(visit)
    page = sign_in(known.volunteer).get("/my-day")
    assert len(page.texts("#ahead ~ ul > li")) == 2


def test_the_paper_has_one_sheet_of_lines_for_two(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    day = make.saved(both(known)[0]).day.isoformat()
    page = sign_in(known.volunteer).get(f"/visits/paper?on={day}")
    assert page.texts(".paper h2")[0].endswith("Mrs Aafke Bos and Mr Bos")
    assert len(page.texts(".paper h2")) == 1


def test_the_calendar_has_one_event_for_two(app: object) -> None:
    known = couple(in_days=2)
    visits: list[Visit] = queries.in_calendar(known.visitor, clock.today())
    feed = VisitFeed(user_id=known.volunteer.id, key_hash="x", uid_domain="x")
    found = forms.calendar(visits, make.saved(feed)).decode()
    assert len(visits) == 2 and found.count("BEGIN:VEVENT") == 1
    assert "A.B." in found and "H.B." in found


def test_what_was_sent_today_has_one_line_for_two(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = browser.get(f"/visits/{known.to_aafke}/report").one("#report-form")
    browser.submit(form, how="good", holds_for="both")

    page = browser.get("/my-day")

    assert len(page.texts("[aria-labelledby=done-title] li")) == 1
    assert page.texts("[aria-labelledby=done-title] .name") == [
        "Aafke Bos and Harm Bos"
    ]
    assert len(page.texts("[aria-labelledby=done-title] form")) == 1


def test_one_report_is_still_to_be_written_of_two(sign_in: SignIn) -> None:
    known = couple(in_days=-1)

    page = sign_in(known.volunteer).get("/my-day")

    assert page.text("#to-report .count") == "1"


def test_a_visit_to_two_that_was_moved_is_said_once(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    for visit in both(known):
        visit.moved_from = visit.starts_at
        visit.moved_at, visit.moved_by = clock.now(), known.coordinator.id
    make.saved(visit)

    page = sign_in(known.volunteer).get("/my-day")

    [said] = [one for one in page.texts(".message") if "was moved" in one]
    assert "to Aafke Bos and Harm Bos was moved" in said
