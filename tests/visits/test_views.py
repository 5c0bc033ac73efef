from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.accounts.models import User
from thuis_app.concerns.models import Concern
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import Address, Stage
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.matches.rules import MatchState, Rhythm
from thuis_app.visits.models import Visit, VisitDraft, VisitReport
from thuis_app.visits.rules import VisitState

NOT_A_NUMBER_OF_ANYBODY = "111222333"
LONG = "x" * 1_000_000


def person(**more: Any) -> Contact:
    named = {"called_name": "Trijntje", "prefix": "van der", "address": Address.MRS}
    street = {"street": "Kerkstraat", "house_number": "14"}
    return make.contact("Ploeg", area=make.area("Bedum"), **(named | street | more))


def visiting(
    volunteer: User, *, starts_at: datetime | None = None, **more: Any
) -> tuple[int, int]:
    """A visit of an hour ago to Mrs Van der Ploeg; its number and hers."""
    someone = person(**more)
    contact_id = someone.id
    match = make.match(volunteer, someone, rhythm=Rhythm.FORTNIGHTLY)
    return make.visit(match, starts_at=starts_at).id, contact_id


def form_of(browser: Browser, visit_id: int) -> Tag:
    return browser.get(f"/visits/{visit_id}/report").one("#report-form")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def draft(browser: Browser, visit_id: int, **words: str) -> Page:
    """What the page sends while somebody types: all but the key of the form."""
    page = browser.get(f"/visits/{visit_id}/report")
    token = str(page.one("#report-form [name=csrf_token]")["value"])
    data = {"csrf_token": token, "worry": "no", **words}
    return browser.post(f"/visits/{visit_id}/draft", data, htmx=True)


def test_the_report_takes_one_answer_and_the_rest_is_filled_in(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, contact_id = visiting(volunteer)
    browser = sign_in(volunteer)

    page = browser.get(f"/visits/{visit_id}/report")
    sent = browser.submit(page.one("#report-form"), how="good")
    thanks = browser.follow(sent)

    assert page.text("h1") == "How was it with Mrs Van der Ploeg?"
    assert (sent.status, sent.address) == (303, f"/visits/{visit_id}/thanks")
    assert "Thank you, Griet" in thanks.text("h1")
    assert "You go again on" in thanks.text()
    assert count(Visit) == 2 and count(VisitReport) == 1
    visit, planned = db.session.scalars(select(Visit).order_by(Visit.id))
    assert planned.contact_id == contact_id
    assert (planned.day - visit.day).days == 14


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, htmx: bool
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    answer = browser.submit(
        form_of(browser, visit_id),
        htmx=htmx,
        note="Her grandson passed.",
        next_visit="other",
        worry="a_little",
    )

    assert answer.status == 422 and answer.is_whole is not htmx
    assert answer.errors() == [
        "Choose how it was.",
        "Choose a day, or 'Not agreed yet'.",
        "Write in one sentence what worries you. Then we can begin.",
    ]
    assert "Her grandson passed." in answer.text("textarea[name=note]")
    assert answer.has("[name=worry][value=a_little][checked]")
    assert count(VisitReport) == count(Concern) == 0


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("note", LONG, "Keep it under 4000"),
        ("wish_text", "y" * 201, "Keep it under 200"),
        ("note", f"Her number is {NOT_A_NUMBER_OF_ANYBODY}.", "BSN"),
        ("worry_text", "A bruise.", "You wrote down a worry"),
        ("next_on", "31-02-2027", "does not exist"),
        ("next_on", "0001-01-01", "between"),
        ("next_on", "2020-01-01", "between"),
        ("next_hour", "25:99", "14:30"),
        ("minutes", "-3", "between"),
        ("minutes", "1e9", "between"),
        ("how", "wonderful", "Choose"),
        ("next_visit", "2031-01-01", "Choose one of these"),
        ("worry", "perhaps", "Choose one of these"),
    ],
)
def test_odd_answers_are_refused_in_place(
    sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    answers: dict[str, Any] = {"how": "good", "next_visit": "other"}
    answers |= {"next_on": _later(), "note": "Kept.", field: typed}

    answer = browser.submit(form_of(browser, visit_id), **answers)

    assert answer.status == 422, answer.errors()
    assert any(said in error for error in answer.errors()), answer.errors()
    assert count(VisitReport) == 0


def test_signs_nobody_sees_are_taken_out_and_emoji_stay(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    words = "Sh\u200be \x00laughed \U0001f600"
    browser.submit(form_of(browser, visit_id), how="good", note=words)

    note = db.session.scalar(select(VisitReport.note))
    assert note == "She laughed \U0001f600"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_second_report_is_refused_and_keeps_what_was_typed(
    sign_in: SignIn, htmx: bool
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    first, second = form_of(browser, visit_id), form_of(browser, visit_id)
    browser.submit(first, how="good")

    answer = browser.submit(second, htmx=htmx, how="hard", note="On my other tablet.")

    assert answer.status == 409
    assert "report of this visit already" in answer.text("#errors")
    assert "On my other tablet." in answer.text("textarea[name=note]")
    assert count(VisitReport) == 1


def test_the_same_form_sent_twice_is_one_report(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)

    answers: dict[str, Any] = {
        "how": "good",
        "worry": "urgent",
        "worry_text": "She fell.",
    }
    first = browser.submit(form, **answers)
    second = browser.submit(form, **answers)

    assert (first.status, first.address) == (second.status, second.address)
    assert count(VisitReport) == count(Concern) == 1
    assert count(Visit) == 2


def test_a_worry_is_seen_by_its_writer_once_and_then_nowhere(sign_in: SignIn) -> None:
    make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, called="Marijke")
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, words = sign_in(volunteer), "There was a bruise."
    assert "only by Marijke" in browser.get(f"/visits/{visit_id}/report").text()

    form = form_of(browser, visit_id)
    sent = browser.submit(form, how="good", worry="a_little", worry_text=words)
    thanks = browser.follow(sent)

    assert "Marijke will read it today." in thanks.text("#notice")
    coordinator = sign_in(make.coordinator())
    for reader in (browser, coordinator):
        for page in (f"/visits/{visit_id}", f"/visits/{visit_id}/thanks"):
            text = reader.get(page).text()
            assert "bruise" not in text and "worry" not in text.lower()


def test_what_is_typed_is_kept_from_the_first_words_on(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    empty = draft(browser, visit_id, how="good", note=" \u200b")
    assert empty.status == 200 and empty.text("#saved") == ""
    assert count(VisitDraft) == 0

    saved = draft(browser, visit_id, how="good", note="She", wishes="eating")
    assert saved.text("#saved").startswith("Saved at ")
    assert saved.one("#saved")["role"] == "status" and not saved.is_whole

    again = sign_in(volunteer).get(f"/visits/{visit_id}/report")
    assert again.text("textarea[name=note]") == "She"
    assert again.has("[name=how][value=good][checked]")
    assert again.has("[name=wishes][value=eating][checked]")
    assert again.has("[name=next_visit][checked]")
    assert again.text("#saved").startswith("Saved at ")


def test_a_draft_is_seen_by_nobody_else_and_gone_once_sent(sign_in: SignIn) -> None:
    volunteer, other = make.volunteer(), make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    draft(browser, visit_id, note="Only mine.", worry_text="Secret.")

    assert "Only mine" not in coordinator.get(f"/visits/{visit_id}/report").html
    assert "Secret" not in coordinator.get(f"/visits/{visit_id}").html
    stranger = sign_in(other)
    assert stranger.get(f"/visits/{visit_id}/report").status == 404
    token = {"csrf_token": _token(stranger), "note": "Mine now."}
    assert stranger.post(f"/visits/{visit_id}/draft", token).status == 404

    form = form_of(browser, visit_id)
    browser.submit(form, how="good", worry="a_little")
    assert count(VisitDraft) == 0


@pytest.mark.parametrize("typed", [LONG, f"Number {NOT_A_NUMBER_OF_ANYBODY}"])
def test_a_draft_keeps_no_more_than_a_report_would(sign_in: SignIn, typed: str) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)

    answer = draft(sign_in(volunteer), visit_id, note=typed)

    assert answer.status == 422 and answer.text("#saved")
    assert count(VisitDraft) == 0


def test_without_script_a_button_keeps_the_draft(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)
    button = form.select_one("noscript [formaction]")
    assert button
    form["action"] = str(button["formaction"])

    kept = browser.submit(form, note="For later.", wishes=["eating", "chore"])
    page = browser.follow(kept)
    sent = browser.submit(page.one("#report-form"), how="so_so")

    assert kept.status == 303
    assert page.text("textarea[name=note]") == "For later."
    assert sent.status == 303
    assert db.session.scalar(select(VisitReport.note)) == "For later."


def test_a_visit_planned_already_is_not_planned_twice(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, person())
    later = make.at(clock.today() + timedelta(days=10))
    visit_id = make.visit(match).id
    make.visit(match, starts_at=later)
    browser = sign_in(volunteer)

    form = form_of(browser, visit_id)
    assert form.select_one("[name=next_visit][value=planned][checked]")
    browser.submit(form, how="good")

    assert count(Visit) == 2


def test_after_a_match_ended_nobody_is_asked_to_go_again(sign_in: SignIn) -> None:
    volunteer, today = make.volunteer(), clock.today()
    ended = {"state": MatchState.ENDED, "ended_on": today - timedelta(days=3)}
    ended |= {"started_on": today - timedelta(days=90)}
    match = make.match(volunteer, person(), **ended)
    visit_id = make.visit(match, starts_at=make.at(today - timedelta(days=5))).id
    browser = sign_in(volunteer)

    form = form_of(browser, visit_id)
    sent = browser.submit(form, how="good", note="Goodbye.")

    assert not form.select("[name=next_visit]")
    assert sent.status == 303 and count(VisitReport) == 1


def test_the_writer_changes_the_report_the_same_day(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    browser.submit(form_of(browser, visit_id), how="good", note="Wrong words.")

    thanks = browser.get(f"/visits/{visit_id}/thanks")
    assert thanks.has(f"a[href='/visits/{visit_id}/correct']")
    page = browser.get(f"/visits/{visit_id}/correct")
    sent = browser.submit(page.one("#correct-form"), note="Right words.")

    assert sent.address == f"/visits/{visit_id}"
    mine, hers = browser.follow(sent), coordinator.get(f"/visits/{visit_id}")
    assert "Right words." in mine.text() and "Wrong words." not in mine.text()
    assert "Right words." in hers.text() and "Wrong words." in hers.text()

    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)
    late = sign_in(volunteer)
    assert late.get(f"/visits/{visit_id}/correct").status == 409
    assert not late.get(f"/visits/{visit_id}").has("a[href$=correct]")
    assert sign_in(make.coordinator()).get(f"/visits/{visit_id}/correct").status == 200


def test_two_corrections_at_once_show_both_versions(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, address = sign_in(volunteer), f"/visits/{visit_id}/correct"
    browser.submit(form_of(browser, visit_id), how="good", note="First.")
    here, there = (browser.get(address).one("#correct-form") for _ in range(2))
    browser.submit(there, note="There.")

    stale = browser.submit(here, note="Here.")
    again = browser.submit(stale.one("#correct-form"))

    assert stale.status == 409
    assert "There." in stale.text("#note-theirs")
    assert "Here." in stale.text("textarea[name=note]")
    assert again.status == 303 and count(VisitReport) == 3


def test_a_visit_is_planned_on_a_day_and_an_hour(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    someone = person()
    make.match(volunteer, someone)
    address = f"/visits/of/{someone.id}/plan"
    browser = sign_in(coordinator)

    form = browser.get(address).one("#plan-form")
    sent = browser.submit(form, on=_later(), at="14:30", purpose="Cards")
    again = browser.submit(form, on=_later(), at="14:30", purpose="Cards")

    assert sent.status == again.status == 303
    visit = db.session.scalars(select(Visit)).one()
    assert (f"{visit.hour:%H:%M}", visit.purpose, visit.minutes) == (
        "14:30",
        "Cards",
        60,
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("on", "", "Choose a day."),
        ("on", "31-02-2027", "does not exist"),
        ("on", "0001-01-01", "between"),
        ("on", "2099-01-01", "between"),
        ("at", "", "14:30"),
        ("at", "half past two", "14:30"),
        ("minutes", "", "how many minutes"),
        ("minutes", "100000", "between"),
        ("purpose", LONG, "Keep it under 200"),
        ("purpose", NOT_A_NUMBER_OF_ANYBODY, "BSN"),
        ("match_id", "999999", "Choose"),
    ],
)
def test_odd_plans_are_refused_in_place(
    sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    volunteer, someone = make.volunteer(), person()
    make.match(volunteer, someone)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/of/{someone.id}/plan").one("#plan-form")

    plan: dict[str, Any] = {
        "on": _later(),
        "at": "14:30",
        "purpose": "Cards",
        field: typed,
    }
    answer = browser.submit(form, **plan)

    assert answer.status == 422
    assert any(said in error for error in answer.errors()), answer.errors()
    assert count(Visit) == 0


def test_without_a_volunteer_the_page_says_what_to_do(sign_in: SignIn) -> None:
    someone = person()

    page = sign_in(make.coordinator()).get(f"/visits/of/{someone.id}/plan")

    assert page.status == 200
    assert "Make a match first." in page.text()


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.DECEASED])
def test_no_visit_is_planned_to_who_may_not_be_approached(
    sign_in: SignIn, stage: Stage
) -> None:
    someone = person(stage=stage, stopped_on=clock.today())

    page = sign_in(make.coordinator()).get(f"/visits/of/{someone.id}/plan")

    assert page.status == 409


def test_a_visit_is_moved_and_a_stale_move_is_refused(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    tomorrow = make.at(clock.today() + timedelta(days=1))
    visit_id, _ = visiting(volunteer, starts_at=tomorrow)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    address = f"/visits/{visit_id}/move"
    mine, hers = (b.get(address).one("#move-form") for b in (browser, coordinator))

    moved = coordinator.submit(hers, on=_later(), at="15:00")
    stale = browser.submit(mine, on=_later(), at="16:00")

    assert moved.status == 303
    assert stale.status == 409 and "15:00" in stale.text("#at-theirs")
    assert browser.submit(stale.one("#move-form")).status == 303
    visit = db.session.scalars(select(Visit)).one()
    assert f"{visit.hour:%H:%M}" == "16:00"


def test_a_visit_is_called_off_with_a_reason(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/cancel").one("#cancel-form")

    empty = browser.submit(form)
    sent = browser.submit(form, cancelled_by="person", because="Her sister came.")

    assert empty.status == 422 and len(empty.errors()) == 2
    assert sent.status == 303
    assert db.session.scalar(select(Visit.state)) is VisitState.CANCELLED
    assert "Her sister came." in browser.get(f"/visits/{visit_id}").text()
    assert browser.get(f"/visits/{visit_id}/move").status == 409


PAGES = ("", "/report", "/move", "/cancel")


@pytest.mark.parametrize("page", [*PAGES, "/thanks", "/correct"])
def test_who_should_not_be_here_finds_nothing(sign_in: SignIn, page: str) -> None:
    visit_id, _ = visiting(make.volunteer())
    outsiders = [make.volunteer(), make.coordinator(make.area())]
    outsiders += [make.user(Role.BOARD), make.user(Role.ADMINISTRATOR)]

    found = {
        sign_in(user).get(f"/visits/{visit_id}{page}").status for user in outsiders
    }

    assert found == {404}


def test_a_stranger_is_asked_to_sign_in(stranger: Browser) -> None:
    visit_id, contact_id = visiting(make.volunteer())

    for page in (f"/visits/{visit_id}/report", f"/visits/of/{contact_id}/plan"):
        assert stranger.get(page).status == 303


@pytest.mark.parametrize("deed", ["/report", "/draft", "/move", "/cancel", "/correct"])
def test_who_should_not_be_here_does_nothing(sign_in: SignIn, deed: str) -> None:
    visit_id, _ = visiting(make.volunteer())
    outsider = sign_in(make.volunteer())

    data = {"csrf_token": _token(outsider), "how": "good", "note": "x"}

    assert outsider.post(f"/visits/{visit_id}{deed}", data).status == 404
    assert count(VisitReport) == count(VisitDraft) == 0


def test_a_report_cannot_be_written_of_a_visit_to_come(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)
    visit = db.session.scalars(select(Visit)).one()
    visit.starts_at = make.at(clock.today() + timedelta(days=2))
    db.session.commit()

    answer = browser.submit(form, how="good", note="Kept.")

    assert answer.status == 409 and "Kept." in answer.text("textarea[name=note]")
    assert browser.get(f"/visits/{visit_id}/report").address == f"/visits/{visit_id}"


def _later() -> str:
    return (clock.today() + timedelta(days=21)).isoformat()


def _token(browser: Browser) -> str:
    return str(browser.get("/account/").soup.select("[name=csrf_token]")[0]["value"])
