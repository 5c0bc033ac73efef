"""What is read of a request's body: forms as forms, JSON where it is asked for."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.house.post_routes import BY_SCRIPT, POST_ROUTES
from tests.pages import Browser
from tests.visiting.offline.sealing import Tablet
from thuis_app.core.database import db
from thuis_app.reaching.signals.models import Signal

NASTY: list[Any] = [
    *({"email": 5}, {"email": {"a": 1}}, {"email": True}, [1, 2], 5, "text", None),
    "[" * 50_000,
]


def as_text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body)


@pytest.mark.parametrize("body", NASTY, ids=lambda body: as_text(body)[:12])
@pytest.mark.parametrize("address", ["/account/sign-in", "/people/new", "/nowhere"])
def test_a_form_is_never_read_from_json(
    sign_in: SignIn, address: str, body: Any
) -> None:
    browser = sign_in(make.coordinator())
    token = {"X-CSRFToken": browser.token}

    page = browser.post(
        address, as_text(body), headers=token, content_type="application/json"
    )

    assert page.status == 415
    assert "Send this by the form on the page. Nothing was saved." in page.text()


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "text/json", "application/x-thuis+json"]
)
def test_the_same_form_as_json_does_not_pass_by_its_key(
    sign_in: SignIn, kind: str
) -> None:
    browser = sign_in(make.coordinator())
    key = browser.get("/signals/new").one("[name=form_key]")["value"]
    said = json.dumps({"form_key": key, "csrf_token": browser.token, "noticed": "x"})

    found = [
        browser.post("/signals/new", said, content_type=kind).status for _ in range(3)
    ]

    assert found == [415] * 3
    assert db.session.scalar(select(func.count(Signal.id))) == 0


def test_only_what_our_scripts_send_is_read_as_json(app: Flask) -> None:
    views = app.view_functions
    marked = {name for name in views if getattr(views[name], "takes_json", False)}

    assert marked == BY_SCRIPT <= set(POST_ROUTES)
    for rule in app.url_map.iter_rules():
        assert rule.endpoint not in marked or rule.rule.startswith("/tablet/")


@pytest.mark.parametrize("body", NASTY, ids=lambda body: as_text(body)[:12])
@pytest.mark.parametrize("address", ["/tablet/reports", "/tablet/count"])
def test_json_of_any_shape_is_refused_in_words(
    sign_in: SignIn, address: str, body: Any
) -> None:
    tablet = Tablet(sign_in(make.volunteer()))
    headers = {"X-CSRFToken": tablet.session()["token"]}

    page = tablet.browser.post(
        address, as_text(body), headers=headers, content_type="application/json"
    )

    assert page.status == 400
    assert set(json.loads(page.html)) == {"refused"}


def test_a_view_that_reads_json_reads_no_form(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())

    assert browser.post("/tablet/count", {"unsent": "1"}).status == 415


def test_more_json_than_a_tablet_sends_is_not_read(sign_in: SignIn) -> None:
    tablet = Tablet(sign_in(make.volunteer()))

    assert tablet.send({"sealed": "a" * 200_000}).status == 413


def test_a_form_larger_than_any_of_ours_is_not_read(stranger: Browser) -> None:
    page = stranger.post("/account/sign-in", {"email": "a" * 300_000})

    assert page.status == 413


def test_an_address_with_far_too_much_behind_it_is_not_read(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())

    assert browser.get(f"/people/?q={'a' * 10_000}").status == 414
    assert browser.get(f"/people/?q={'a' * 5_000}").status == 200


def test_a_button_without_any_answer_is_still_a_form(stranger: Browser) -> None:
    """A browser that sends an empty body names no kind."""
    assert stranger.post("/account/sign-in", None).status == 400
