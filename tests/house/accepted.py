"""For each POST route a page with its form, and answers that are accepted."""

import json
from dataclasses import replace
from typing import NamedTuple

from bs4 import Tag
from flask import Flask

from tests.house.forms_found import IN_TURN, Answers, asked, event_of
from tests.house.post_routes import POST_ROUTES, UNUSUAL, USUAL
from tests.house.sample_data import SampleData
from tests.house.tables import HEARD, OPEN, PAGES
from tests.house.test_routes import address_of
from tests.pages import Browser, filled
from tests.passkeys import SAMPLE_DEVICE, Device
from thuis_app.core import clock

TALKED = "They talked about it at the table."


class Sent(NamedTuple):
    """One accepted body, and the address that it is sent to."""

    address: str
    body: Answers


def column_of(route: str) -> int:
    """Who sends it: the first in turn who may open the page and send its form."""
    page = page_of(route)
    return UNUSUAL.get(route, USUAL).sent_by or next(
        column
        for column in IN_TURN
        if (PAGES[page][column], POST_ROUTES[route][column]) == (OPEN, HEARD)
    )


def page_of(route: str) -> str:
    """The page with the form of this route."""
    feature = route.split(".")[0]
    named = f"{feature}.new_form" if route == f"{feature}.create" else f"{route}_form"
    page = UNUSUAL.get(route, USUAL).page or named
    assert page in PAGES, (
        f"there is no page {page}: say where the form of {route} stands with a line "
        f'"{route}": Form(page=...) in UNUSUAL of tests/house/post_routes.py'
    )
    return page


def accepted(app: Flask, route: str, browser: Browser, known: SampleData) -> Sent:
    """Open the page of this route, and fill in its form so that it is accepted.

    It is sent with the first of its buttons, as it is with the Enter key.
    """
    form = form_of(app, route, browser, known)
    data = filled(form)
    for name, kind in [] if UNUSUAL.get(route, USUAL).as_it_stands else asked(form):
        if not any(answer.strip() for answer in data.getlist(name)):
            data.setlist(name, [_answer(form, name, kind)])
    first = form.select_one("button")
    if first is not None and first.has_attr("name"):
        data.add(str(first["name"]), str(first["value"]))
    for name, answer in instead(route, known).items():
        data.setlist(name, [answer] if answer else [])
    if form.has_attr("data-passkey"):
        data.setlist("credential", [_by_device(form, browser)])
    return Sent(str(form["action"]), data)


def form_of(app: Flask, route: str, browser: Browser, known: SampleData) -> Tag:
    """The form of this route, on a page that is opened for it."""
    said = UNUSUAL.get(route, USUAL)
    rows = {name: known.values[row] for name, row in said.rows.items()}
    there = replace(known, values=known.values | rows)
    address = address_of(app, page_of(route), there) + said.query
    page = browser.get(address)
    assert page.status == 200, f"{address}: {page.status}"
    if route == "visit_reports.draft":
        [drafts] = page.soup.select("[data-autosave][hx-post$=draft]")
        page.one("#report-form")["action"] = str(drafts["hx-post"])
    forms = page.soup.select("form[method=post]")
    mine = [one for one in forms if event_of(app, str(one["action"])) == route]
    assert mine, f"no form for {route} on {address}"
    return mine[0]


def instead(route: str, known: SampleData) -> dict[str, str]:
    """Answers where the first choice, or any words, would be refused; '' is none."""
    return {
        name: answer if isinstance(answer, str) else answer(known)
        for name, answer in UNUSUAL.get(route, USUAL).answers.items()
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


def _by_device(form: Tag, browser: Browser) -> str:
    """What a device answers to the button of this form."""
    options = json.loads(browser.get(str(form["data-options"])).html)
    if form["data-passkey"] == "get":
        return SAMPLE_DEVICE.get(options)
    return Device().create(options)


def _choice(form: Tag, name: str) -> str:
    """The first answer that is offered, nothing where none is."""
    tags = form.select(f"input[name='{name}'], select[name='{name}'] option")
    offered = [str(tag.get("value", "")) for tag in tags]
    return next((value for value in offered if value), "")
