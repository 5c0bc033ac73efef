"""Every form, found on the pages, and nonsense to fill it with."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from bs4 import Tag
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from tests.house.sample_data import SampleData
from tests.house.tables import OPEN, PAGES, TREASURER
from tests.house.test_routes import Visitors, address_of
from tests.pages import Browser, Page, filled
from thuis_app.core import clock
from thuis_app.core.database import db

Answers = MultiDict[str, str]
Places = dict[str, tuple[int, str]]
Opened = tuple[SampleData, Browser, list[Tag]]

WRITTEN_APART = {"trail_entry", "user_session", "sign_in_try", "form_key"}
WRITTEN_APART |= {"passkey_challenge"}
HUGE = "99999999999999999999"
UNSEEN = "\0\u200b\u202e"
BITES = '<img src=x onerror=alert(1)>" hx-get="/x'
UGLY = f"{UNSEEN}\N{OLDER WOMAN} {BITES} 111222333"
# Three of them fit in the largest form that is read.
LONG = "a" * 60_000
# A form that stands on a page only once something else was done, or asked.
NOT_AT_FIRST = {
    "concerns.step": (5, "concerns.show"),
    "referrals.advance": (3, "referrals.show"),
    "visit_reports.draft": (2, "visit_reports.report_form"),
}
QUERY = {"referrals.advance": "?to=no_place"}
# Who opens a page: first who opens most of them.
IN_TURN = (3, 5, 2, 7, 6, TREASURER, 0)


def places(app: Flask, seen: Visitors) -> Places:
    """Where the form of each POST route stands: who opens it, and on which page."""
    known, browsers = seen
    found = dict(NOT_AT_FIRST)
    for page, answers in sorted(PAGES.items(), key=lambda one: "_form" not in one[0]):
        for column in IN_TURN:
            if answers[column] == OPEN:
                opened = browsers[column].get(address_of(app, page, known))
                for form in opened.tree.css("form[method=post]"):
                    sent_to = event_of(app, str(form.attributes["action"]))
                    found.setdefault(sent_to, (column, page))
    return found


def event_of(app: Flask, action: str) -> str:
    """The endpoint that a form is sent to."""
    path = urlsplit(action).path
    try:
        return str(app.url_map.bind("").match(path, method="POST")[0])
    except HTTPException:
        return f"nowhere: {path}"


def opened(
    app: Flask, endpoint: str, column: int, page_of: str, seen: Visitors
) -> Opened:
    """The forms for a POST route, on a page of a user who may send them."""
    known, browsers = seen
    browser = browsers[column]
    page = browser.get(address_of(app, page_of, known) + QUERY.get(endpoint, ""))
    if endpoint == "concerns.step" and page.has("form[action$=acknowledge]"):
        page = browser.follow(browser.submit(page.one("form[action$=acknowledge]")))
    if endpoint == "visit_reports.draft":
        [drafts] = page.soup.select("[data-autosave][hx-post$=draft]")
        page.one("#report-form")["action"] = str(drafts["hx-post"])
    return known, browser, forms_on(app, page, endpoint)


def one_form(
    app: Flask, endpoint: str, column: int, page_of: str, seen: Visitors
) -> Tag:
    """The first form for a POST route on its page, whether it asks something or not."""
    known, browsers = seen
    forms = opened(app, endpoint, column, page_of, seen)[2]
    if forms:
        return forms[0]
    page = browsers[column].get(
        address_of(app, page_of, known) + QUERY.get(endpoint, "")
    )
    all_forms = page.soup.select("form[method=post]")
    return next(
        one for one in all_forms if event_of(app, str(one["action"])) == endpoint
    )


def forms_on(app: Flask, page: Page, endpoint: str) -> list[Tag]:
    """The forms for this POST route that ask something, each kind of them once."""
    forms = page.soup.select("form[method=post]")
    mine = [form for form in forms if event_of(app, str(form["action"])) == endpoint]
    kinds = {tuple(name for name, _kind in asked(form)): form for form in mine}
    return [form for names, form in kinds.items() if names]


def asked(form: Tag) -> list[tuple[str, str]]:
    """The questions of a form: their names, and what kind of answer each takes."""
    found: dict[str, str] = {}
    for tag in form.select("input[name], textarea[name], select[name]"):
        kind = tag.name if tag.name != "input" else str(tag.get("type", "text"))
        if kind not in ("hidden", "submit"):
            found.setdefault(str(tag["name"]), kind)
    return list(found.items())


def texts(form: Tag) -> list[str]:
    """The questions that are answered with words."""
    words = ("text", "textarea", "tel", "email", "search", "color", "password")
    return [name for name, kind in asked(form) if kind in words]


def words_given(form: Tag) -> list[str]:
    """The same, but for passwords: those are never sent back."""
    secret = {name for name, kind in asked(form) if kind == "password"}
    return [name for name in texts(form) if name not in secret]


def days(form: Tag) -> list[str]:
    return [name for name, kind in asked(form) if kind == "date"]


def hours(form: Tag) -> list[str]:
    return [name for name, kind in asked(form) if kind == "time"]


def choices(form: Tag) -> list[str]:
    kinds = ("radio", "select")
    boxes = {
        str(tag["name"])
        for tag in form.select("input[type=checkbox][value]")
        if tag["value"] not in ("y", "on")
    }
    return [name for name, kind in asked(form) if kind in kinds or name in boxes]


def with_answers(form: Tag, names: Iterable[str], answer: str) -> Answers:
    """The form as it stands on the page, with this answer to these questions."""
    data = filled(form)
    for name in names:
        data.setlist(name, [answer])
    return data


def emptied_out(form: Tag) -> Answers:
    data = filled(form)
    for name, kind in asked(form):
        data.poplist(name)
        if kind not in ("radio", "checkbox"):
            data.add(name, "")
    return data


def too_long(form: Tag) -> Iterator[tuple[list[str], Answers]]:
    """Far too many letters, to three questions at a time; one day of a week will do."""
    names = texts(form)[:15]
    for first in range(0, len(names), 3):
        some = names[first : first + 3]
        yield some, with_answers(form, some, LONG)


def wrong_days(form: Tag) -> Iterator[Answers]:
    """Days that cannot be; the first also at midnight, which is a day before in UTC."""
    if names := days(form):
        for day in ("31-02-2026", "0001-01-01", "9999-12-31", "2026-13-45", HUGE):
            yield with_answers(form, names, day)
        earliest = with_answers(form, names, "0001-01-01")
        for name in hours(form):
            earliest.setlist(name, ["00:00"])
        yield earliest


def wrong_choices(form: Tag, known: SampleData) -> Iterator[Answers]:
    """What is not there, what no number can be, and what is somebody else's."""
    if names := choices(form):
        for answer in ("nothing-of-ours", HUGE, "-1", str(known.volunteer.id + 5000)):
            yield with_answers(form, names, answer)


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


def state_of_things(apart: Collection[str] = WRITTEN_APART) -> str:
    """A sum over every row, but for tables that are written with each request."""
    found = hashlib.sha256()
    with db.engine.connect() as connection:
        for name, table in db.metadata.tables.items():
            if name not in apart:
                keys = ", ".join(f'"{key.name}"' for key in table.primary_key.columns)
                rows = connection.exec_driver_sql(
                    f'SELECT * FROM "{name}" ORDER BY {keys}'
                )
                found.update(repr([name, *rows]).encode())
    return found.hexdigest()
