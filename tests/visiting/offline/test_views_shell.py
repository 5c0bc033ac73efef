"""What a tablet gets to keep: its own day in initials and times, and an empty page."""

import json
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.visiting.offline.sealing import Tablet
from tests.visiting.offline.test_views_reports import of, visited
from tests.visiting.visits.couple import both, couple
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline.forms import NOT_ON_TABLET
from thuis_app.visiting.offline.models import TabletCount
from thuis_app.visiting.visit_reports.forms import ReportForm

pytestmark = pytest.mark.usefixtures("database")

# Asked with network alone: of whom a worry is, and what else stands at that time.
WITH_NETWORK = {"worry_about", "anyway"}


def test_the_day_on_a_tablet_holds_initials_and_times_alone(sign_in: SignIn) -> None:
    person = make.contact(
        "Ploeg",
        prefix="van der",
        called_name="Trijntje",
        street="Kerkstraat",
        approach="Knock twice.",
    )
    started = clock.today() - timedelta(days=9)
    match = make.match(make.volunteer(), person, started_on=started)
    visit = make.visit(match, purpose="Cards.")
    tablet = Tablet(sign_in(of(visit)))

    [one] = tablet.day()

    # The address finds the card on the day's own page; a tablet does not keep it.
    assert set(one) == {
        *("visit", "initials", "people", "starts_at", "minutes"),
        *("address", "opens_in"),
    }
    assert one["address"] == f"/visits/{visit.id}/report"
    assert one["initials"] == "T.v.d.P."
    assert one["visit"] == tablet.named(visit) and str(visit.id) != one["visit"]


def test_two_at_one_house_are_one_call_with_the_initials_of_both(
    sign_in: SignIn,
) -> None:
    known = couple()
    tablet = Tablet(sign_in(known.volunteer))

    [one] = tablet.day()
    [same] = [tablet.named(both(known)[0])]

    assert one["initials"] == "A.B. and H.B." and one["people"] == ["A.B.", "H.B."]
    assert one["visit"] == same


def test_the_day_reaches_two_days_ahead_and_no_further(sign_in: SignIn) -> None:
    visit = visited()
    for days in (1, 2, 4):
        later = make.visit(db.session.get_one(Match, visit.match_id))
        later.starts_at = visit.starts_at + timedelta(days=days)
    db.session.commit()

    assert len(Tablet(sign_in(of(visit))).day()) == 3


def test_the_day_says_in_how_long_each_visit_can_be_reported(sign_in: SignIn) -> None:
    visit = visited()
    later = make.visit(db.session.get_one(Match, visit.match_id))
    later.starts_at = visit.starts_at + timedelta(days=1)
    db.session.commit()

    waits = [one["opens_in"] for one in Tablet(sign_in(of(visit))).day()]

    midnight = clock.at(later.day, time())
    assert waits[0] == 0
    assert abs(waits[1] - (midnight - clock.now()).total_seconds()) < 30


def test_a_visit_is_called_otherwise_for_everybody(sign_in: SignIn) -> None:
    one, other = visited(), visited()
    tablet = Tablet(sign_in(of(one)))
    theirs = Tablet(sign_in(of(other)))

    name = theirs.named(other)
    page = tablet.send(tablet.written(name))

    assert (page.status, json.loads(page.html)) == (409, {"refused": "no_visit"})
    assert tablet.here["owner"] != theirs.here["owner"]


def test_nobody_sends_what_belongs_to_another(sign_in: SignIn) -> None:
    visit = visited()
    envelope = Tablet(sign_in(of(visit))).written("x" * 32)
    other = Tablet(sign_in(make.volunteer()))

    page = other.send(envelope)

    assert (page.status, json.loads(page.html)) == (403, {"refused": "other_user"})


@pytest.mark.parametrize(
    "envelope",
    [None, {}, [], "x", {"version": 1}, {"key": "x" * 100_000}, 7],
    ids=lambda one: str(one)[:12],
)
def test_what_is_no_envelope_is_refused(sign_in: SignIn, envelope: object) -> None:
    tablet = Tablet(sign_in(make.volunteer()))

    assert tablet.send(envelope).status == 400


@pytest.mark.parametrize(
    "name", ["version", "key", "owner", "visit", "key_id", "sender", "nonce", "sealed"]
)
def test_an_envelope_with_nonsense_in_it_is_refused(sign_in: SignIn, name: str) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))

    wrong: list[Any] = [{}, None, "x" * 70_000, "\u00e9\ud83d", [1]]
    for nonsense in wrong:
        page = tablet.send(envelope | {name: nonsense})
        assert page.status == 400


def test_the_session_says_whose_tablet_it_is(sign_in: SignIn, app: Flask) -> None:
    volunteer = make.volunteer()
    here = Tablet(sign_in(volunteer)).session()
    again = Tablet(sign_in(volunteer)).session()

    assert here["owner"] == again["owner"] and here["key"] == again["key"]
    assert volunteer.name not in json.dumps(here)
    for page in (Browser(app), sign_in(make.user(Role.BOARD))):
        answer = json.loads(page.get("/tablet/session").html)
        assert answer["owner"] is None and set(answer) == {"owner", "token"}


def test_the_shell_asks_what_the_report_asks_but_for_worries(app: Flask) -> None:
    page = Browser(app).get("/tablet/")

    wanted = {str(tag["name"]) for tag in page.soup.select("#tablet-form [name]")}

    with app.test_request_context():
        fields = {field.name for field in ReportForm(formdata=None)}
    own = {"csrf_token", "form_key"}
    assert wanted == fields - own - NOT_ON_TABLET - WITH_NETWORK
    assert page.one("#tablet-form")["autocomplete"] == "off"


def test_the_shell_says_what_to_do_when_nobody_opens(app: Flask) -> None:
    page = Browser(app).get("/tablet/?language=en")

    assert "Ring once more" in page.text("#nobody-home")
    assert page.has("#nobody-home a[href='tel:112']")
    opened = (
        str(page.one("#how")["data-shows"]) + " " + str(page.one("#how")["data-hides"])
    )
    for pair in opened.split():
        assert page.has(f"#{pair.partition(':')[2]}"), pair


def test_the_shell_is_the_same_for_everybody_and_names_nobody(
    app: Flask, sign_in: SignIn
) -> None:
    visit = visited()
    user = of(visit)
    page = sign_in(user).get("/tablet/")

    assert user.called not in page.text() and user.name not in page.text()
    assert not page.has("form[method=post]") and not page.has("nav")
    assert Browser(app).get("/tablet/?language=en").one("html")["lang"] == "en"
    assert Browser(app).get("/tablet/?language=nl").one("html")["lang"] == "nl"


def test_the_worker_keeps_the_shell_and_what_that_is_drawn_with(app: Flask) -> None:
    page = Browser(app).get("/sw.js")
    shell = Browser(app).get("/tablet/")

    kept = json.loads(page.html.splitlines()[0][len("const PRECACHE = ") : -1])

    drawn = {
        str(tag.get("src") or tag["href"]) for tag in shell.soup.select("script, link")
    }
    not_kept = {"/manifest.webmanifest"}
    assert drawn - not_kept <= set(kept["assets"])
    assert all(address.startswith("/tablet/?") for address in kept["shells"])
    assert page.headers["Service-Worker-Allowed"] == "/"
    for address in kept["assets"]:
        assert Browser(app).get(address).status == 200


def test_the_worker_is_another_when_the_foundation_is(app: Flask) -> None:
    before = Browser(app).get("/sw.js").html
    from thuis_app.organisation.foundation import queries as foundation

    make.foundation(brand="#333333")
    foundation.forget()

    assert Browser(app).get("/sw.js").html != before


def test_the_manifest_names_the_foundation_and_shows_its_mark(app: Flask) -> None:
    make.foundation()
    from thuis_app.organisation.foundation import queries as foundation

    foundation.forget()
    page = Browser(app).get("/account/sign-in")
    manifest = Browser(app).get(str(page.one("link[rel=manifest]")["href"]))

    said = json.loads(manifest.html)
    assert (said["name"], said["start_url"]) == ("Thuis Het Hogeland", "/")
    for icon in said["icons"]:
        with app.test_client().get(icon["src"]) as answer:
            assert (answer.status_code, answer.mimetype) == (200, icon["type"])


def test_the_icon_pressed_long_leads_to_the_day_the_people_and_the_hours(
    app: Flask,
) -> None:
    said = json.loads(Browser(app).get("/manifest.webmanifest").html)

    found = [(one["name"], one["url"]) for one in said["shortcuts"]]
    assert [url for _name, url in found] == ["/", "/my-people/", "/hours/"]
    assert found[1][0] == "Mijn mensen"


def test_a_volunteer_is_invited_to_the_home_screen_until_the_answer(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.volunteer())
    day = browser.get("/")
    steps = browser.get(str(day.one("#home-screen a")["href"]))
    assert [len(one.select("li")) for one in steps.soup.select("ol")] == [3, 3]
    assert browser.get("/").has("#home-screen")

    browser.submit(day.one("#home-screen form"))

    assert not browser.get("/").has("#home-screen")
    assert browser.get("/account/").has("a[href='/tablet/home-screen']")


def test_the_bar_of_the_browser_has_the_colour_of_the_house(
    sign_in: SignIn,
) -> None:
    page = sign_in(make.volunteer()).get("/")

    assert str(page.one("meta[name=theme-color]")["content"]).startswith("#")


def test_no_script_of_the_tablet_is_on_the_pages_of_others(
    app: Flask, sign_in: SignIn
) -> None:
    page = sign_in(make.coordinator()).get("/people/")

    assert not [tag for tag in page.soup.select("script") if "tablet" in str(tag)]


def test_the_scripts_stay_small() -> None:
    import thuis_app

    for file in (thuis_app.PROJECT_ROOT / "static/src").glob("*.js"):
        assert len(file.read_text().splitlines()) < 300, Path(file).name


def test_what_a_tablet_lost_is_told_until_it_is_known(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    tablet = Tablet(browser)
    tablet.post("/tablet/count", {"unsent": 3})
    assert tablet.session()["unsent"] == 3

    tablet.post("/tablet/count", {"unsent": 1})

    assert tablet.session()["missing"] == 2
    page = browser.get("/tablet/mine")
    assert "2 reports got lost" in page.text()
    browser.submit(page.one("form[action$=missing]"))
    assert tablet.session()["missing"] == 0


def test_what_is_left_after_a_report_is_no_loss(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    tablet.post("/tablet/count", {"unsent": 2})
    envelope = tablet.written(tablet.named(visit))

    for _time in range(2):
        tablet.send(envelope, left=1)

    assert tablet.session()["unsent"] == 1 and tablet.session()["missing"] == 0


@pytest.mark.parametrize("unsent", [None, -1, "3", 10**9, True, [3]])
def test_a_count_that_is_none_is_refused(sign_in: SignIn, unsent: object) -> None:
    tablet = Tablet(sign_in(make.volunteer()))

    assert tablet.post("/tablet/count", {"unsent": unsent}).status == 400


def test_signing_out_leaves_only_what_is_encrypted_and_not_sent(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.volunteer())
    Tablet(browser).post("/tablet/count", {"unsent": 1})
    form = browser.get("/account/").soup.select("form[action$=sign-out]")[0]

    assert browser.submit(form).headers["Clear-Site-Data"] == '"cache"'


def test_unsent_for_a_day_is_late(sign_in: SignIn) -> None:
    from thuis_app.core.actors import SYSTEM
    from thuis_app.visiting.offline import queries

    volunteer = make.volunteer()
    Tablet(sign_in(volunteer)).post("/tablet/count", {"unsent": 2})
    assert queries.overdue_uploads(SYSTEM) == []

    row = db.session.query(TabletCount).one()
    row.since = clock.now() - timedelta(hours=25)
    db.session.commit()

    [late] = queries.overdue_uploads(SYSTEM)
    assert (late.user_id, late.reports) == (volunteer.id, 2)
