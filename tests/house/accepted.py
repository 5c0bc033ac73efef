"""For each POST route a page with its form, and answers that are accepted."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bs4 import Tag
from flask import Flask

from tests.house.forms_found import IN_TURN, Answers, asked, event_of
from tests.house.post_routes import POST_ROUTES
from tests.house.ready import EMAIL, NEW_PASSWORD, PASSWORD
from tests.house.sample_data import SampleData
from tests.house.tables import HEARD, OPEN, PAGES
from tests.house.test_routes import address_of
from tests.pages import Browser, filled
from thuis_app.core import clock

# Where a form stands that is on another page than that of its own name.
ON_PAGE = {
    "accounts.create_user": "accounts.new_user_form",
    "sessions.accept_invitation": "sessions.invitation_form",
    "sessions.end_all_sessions": "sessions.profile",
    "sessions.end_session": "sessions.profile",
    "accounts.invite": "accounts.edit_user_form",
    "sessions.keys": "sessions.profile",
    "sessions.language": "sessions.profile",
    "accounts.let_in": "accounts.edit_user_form",
    "sessions.mails": "sessions.profile",
    "sessions.sign_out": "sessions.profile",
    "sessions.sign_out_user": "accounts.edit_user_form",
    "areas.retire": "areas.index",
    "areas.take_back": "areas.index",
    "claims.approve": "claims.show",
    "claims.approve_all": "claims.to_approve",
    "claims.pay": "claims.to_pay",
    "claims.reopen": "claims.show",
    "claims.take_back": "claims.edit_form",
    "claims.take_over": "claims.index",
    "concerns.acknowledge": "concerns.show",
    "concerns.create": "concerns.raise_form",
    "concerns.set_terms": "concerns.terms_form",
    "concerns.step": "concerns.show",
    "contacts.informed": "casefile.show",
    "foundation.change": "foundation.settings_form",
    "handover.hand_over": "handover.show",
    "handover.see_off": "handover.show",
    "letters.change_text": "letters.text_form",
    "matching.take_back": "matching.new_form",
    "offerings.confirm": "offerings.index",
    "offerings.restore": "offerings.show",
    "offerings.retire": "offerings.show",
    "outreach.begin": "outreach.attempt_form",
    "outreach.record": "outreach.attempt_form",
    "outreach_steps.change_table": "outreach_steps.table_form",
    "rates.add_rate": "rates.index",
    "rates.take_back_rate": "rates.index",
    "referrals.advance": "referrals.show",
    "referrals.note": "referrals.show",
    "relations.add_tie": "relations.tie_form",
    "relations.end_tie": "relations.tie_form",
    "relations.give_consent": "relations.consent_form",
    "relations.withdraw_consent": "relations.consent_form",
    "respite.close": "respite.show",
    "room_pages.attended": "respite.show",
    "room_pages.confirm": "respite.show",
    "room_pages.not_attended": "respite.show",
    "room_pages.release": "respite.show",
    "offline.hand_back": "offline.mine",
    "offline.known": "offline.mine",
    "offline.set_aside": "offline.accept_form",
    "offline.set_aside_unreadable": "offline.unreadable_form",
    "trainings.add_people": "trainings.people_form",
    "trainings.sign_off": "trainings.index",
    "trainings.sign_up": "trainings.index",
    "visit_reports.draft": "visit_reports.report_form",
    "calendar_feed.make_feed": "calendar_feed.feed",
    "calendar_feed.revoke_feed": "calendar_feed.feed",
    "volunteers.ask_talk": "volunteers.show",
    "volunteers.had_talk": "volunteers.index",
    "volunteers.invite": "volunteers.show",
    "volunteers.require_of": "volunteers.requirement_form",
    "volunteers.set_requirement": "volunteers.setting_form",
    "volunteers.unblock": "volunteers.me",
    "wishes.move": "wishes.add_form",
}
# The rows that a route needs instead of the usual ones; `ready` makes them.
ROWS = {
    "accounts.invite": {"user_id": "invited_user_id"},
    "accounts.let_in": {"user_id": "ended_user_id"},
    "stopping.reopen": {"contact_id": "stopped_id"},
    "claims.reopen": {"claim_id": "approved_claim_id"},
    "concerns.close": {"concern_id": "taken_concern_id"},
    "concerns.step": {"concern_id": "taken_concern_id"},
    "contacts.informed": {"contact_id": "uninformed_id"},
    "handover.see_off": {"user_id": "leaving_user_id"},
    "offerings.restore": {"offering_id": "retired_offering_id"},
    "outreach.begin": {"contact_id": "unreached_id"},
    "referrals.warm": {"referral_id": "agreed_referral_id"},
    "respite.ask": {"contact_id": "carer_id"},
    "respite.book": {"request_id": "clarified_request_id"},
    "respite.clarify": {"request_id": "asked_request_id"},
    "respite.close": {"request_id": "given_request_id"},
    "respite.unmet": {"request_id": "asked_request_id"},
    "room_pages.attended": {"request_id": "past_request_id"},
    "room_pages.confirm": {"request_id": "held_request_id"},
    "room_pages.not_attended": {"request_id": "past_request_id"},
    "room_pages.release": {"request_id": "held_request_id"},
    "offline.accept": {"report_id": "whole_report_id"},
    "volunteers.ask_talk": {"user_id": "newcomer_id"},
    "volunteers.invite": {"user_id": "newcomer_id"},
}
SENT_BY = {"sessions.end_session": 3}
QUERY = {"referrals.advance": "?to=no_place"}
# Forms that need no other answers than those they hold already.
AS_THEY_STAND = {"outreach_steps.change_table", "sessions.language", "rooms.edit"}
TALKED = "They talked about it at the table."
BORN = {"birth_date": "", "birth_year": "1940", "postcode": "9781 AB"}


class Sent(NamedTuple):
    """One accepted body, and the address that it is sent to."""

    address: str
    body: Answers


def column_of(route: str) -> int:
    """Who sends it: the first in turn who may open the page and send its form."""
    page = page_of(route)
    return SENT_BY.get(route) or next(
        column
        for column in IN_TURN
        if (PAGES[page][column], POST_ROUTES[route][column]) == (OPEN, HEARD)
    )


def page_of(route: str) -> str:
    """The page with the form of this route."""
    feature = route.split(".")[0]
    named = f"{feature}.new_form" if route == f"{feature}.create" else f"{route}_form"
    page = ON_PAGE.get(route, named)
    assert page in PAGES, f"say in ON_PAGE where the form of {route} stands"
    return page


def accepted(app: Flask, route: str, browser: Browser, known: SampleData) -> Sent:
    """Open the page of this route, and fill in its form so that it is accepted.

    It is sent with the first of its buttons, as it is with the Enter key.
    """
    form = form_of(app, route, browser, known)
    data = filled(form)
    for name, kind in [] if route in AS_THEY_STAND else asked(form):
        if not any(answer.strip() for answer in data.getlist(name)):
            data.setlist(name, [_answer(form, name, kind)])
    first = form.select_one("button")
    if first is not None and first.has_attr("name"):
        data.add(str(first["name"]), str(first["value"]))
    for name, answer in instead(route, known).items():
        data.setlist(name, [answer] if answer else [])
    return Sent(str(form["action"]), data)


def form_of(app: Flask, route: str, browser: Browser, known: SampleData) -> Tag:
    """The form of this route, on a page that is opened for it."""
    rows = {name: known.values[row] for name, row in ROWS.get(route, {}).items()}
    there = replace(known, values=known.values | rows)
    address = address_of(app, page_of(route), there) + QUERY.get(route, "")
    page = browser.get(address)
    assert page.status == 200, f"{address}: {page.status}"
    if route == "visit_reports.draft":
        [drafts] = page.soup.select("[hx-post$=draft]")
        page.one("#report-form")["action"] = str(drafts["hx-post"])
    forms = page.soup.select("form[method=post]")
    mine = [one for one in forms if event_of(app, str(one["action"])) == route]
    assert mine, f"no form for {route} on {address}"
    return mine[0]


def instead(route: str, known: SampleData) -> dict[str, str]:
    """Answers where the first choice, or any words, would be refused; '' is none."""
    today = clock.today()
    return {
        "sessions.accept_invitation": {"password": PASSWORD, "again": PASSWORD},
        "sessions.password": {
            "old": PASSWORD,
            "password": NEW_PASSWORD,
            "again": NEW_PASSWORD,
        },
        "sessions.sign_in": {"email": EMAIL, "password": PASSWORD},
        "areas.create": {"name": "Usquert", "postcode4": "9988"},
        "respite.book": {
            "on": (today + timedelta(days=2)).isoformat(),
            "day_part": "afternoon",
            "answer": "yes",
        },
        "concerns.create": {"sure": "yes"},
        "contacts.create": BORN | {"last_name": "Molenaar"},
        "contacts.edit": BORN,
        "rates.add_rate": {
            "kind": "per_hour",
            "from_on": (today + timedelta(days=1)).isoformat(),
        },
        "handover.hand_over": {"until": tomorrow()},
        "outreach.rest": {"until": tomorrow()},
        "referrals.advance": {"until": tomorrow()},
        "referrals.note": {"again_on": tomorrow()},
        "referrals.propose": {"offering_id": str(known.values["other_offering_id"])},
        "rooms.create": ROOM,
        "signals.accept": BORN,
        "offline.accept": {"minutes": "45"},
        "trainings.create": {"starts": "10:00", "ends": "12:00"},
        "visit_reports.correct": {"minutes": "45"},
        "visit_reports.report": {"worry": "no", "worry_text": ""},
        "volunteers.require_of": {"review_by": tomorrow()},
    }.get(route, {})


ROOM = {"telephone": "050 555 0144"} | {
    f"{name}_{day}_{part}": ""
    for name in ("places", "opens", "closes")
    for day in range(7)
    for part in ("morning", "afternoon", "evening")
}


def _answer(form: Tag, name: str, kind: str) -> str:
    if kind in ("radio", "checkbox", "select"):
        return _choice(form, name)
    return {
        "date": clock.today().isoformat(),
        "time": "10:00",
        "tel": "050 555 0144",
        "email": f"{name}@example.org",
        "textarea": TALKED,
        "color": "#17453a",
    }.get(kind, "2")


def _choice(form: Tag, name: str) -> str:
    """The first answer that is offered, nothing where none is."""
    tags = form.select(f"input[name='{name}'], select[name='{name}'] option")
    offered = [str(tag.get("value", "")) for tag in tags]
    return next((value for value in offered if value), "")


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()
