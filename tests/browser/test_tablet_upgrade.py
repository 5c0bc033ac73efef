"""A tablet of the first installations gets the scripts of today, and loses nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import tablets
from tests.browser.cutter import Cutter
from tests.browser.tablets import (
    AppServer,
    open_day,
    sent,
    sign_in,
    until,
    without,
)
from tests.visiting.offline.sealing import SAID, envelope_of

OLD = Path(__file__).parent / "old_tablet"
KEPT = {
    "version": "old",
    "scope": "/",
    "shells": ["/tablet/?language=nl"],
    "assets": ["/static/tablet-outbox.0123456789ab.js"],
}
FETCH = """async (address) => (await fetch(address)).json()"""
OLD_IS_GONE = """caches.keys().then((names) =>
  names.some((name) => name !== "thuis-own") && !names.includes("thuis-old"))"""


class OldInstallation(Cutter):
    """In front of the server: the worker and shell are the old until it is upgraded."""

    is_upgraded = False

    def _forward(self, request: bytes) -> bytes:
        path = request.split(b" ")[1].decode()
        if self.is_upgraded or path not in ["/sw.js", *KEPT["shells"], *KEPT["assets"]]:
            return super()._forward(request)
        if path == "/sw.js":
            worker = (OLD / "worker.js").read_text()
            return _answer(
                "text/javascript", f"const KEPT = {json.dumps(KEPT)};\n{worker}"
            )
        return _answer("text/html", "<h1>De oude dag zonder internet</h1>")


@pytest.fixture
def installation(server: AppServer) -> Iterator[OldInstallation]:
    server.clear()
    front = OldInstallation(server.address, "/nowhere", 0, 0)
    yield front
    front.close()


def test_a_tablet_of_the_first_installations_is_upgraded(
    browser: Browser, server: AppServer, installation: OldInstallation
) -> None:
    waiting, begun = server.visit("grietje", "Ploeg"), server.visit("grietje", "Smit")
    kept = kept_by(known(browser, server, waiting.id), known(browser, server, begun.id))
    screen = tablets.screen(server) | {"base_url": installation.address}
    context = browser.new_context(**screen)
    page = context.new_page()
    page.goto("/account/sign-in")
    page.evaluate((OLD / "kept.js").read_text(), kept)
    context.set_offline(True)
    page.goto("/")
    expect(page.locator("h1")).to_have_text("De oude dag zonder internet")

    installation.is_upgraded = True
    context.set_offline(False)
    sign_in(page, "grietje")
    open_day(page)

    sent(page)
    assert [report.note for report in server.reports()] == ["We sang."]
    until(page, OLD_IS_GONE)
    without(context, page)
    expect(page.locator("#visits article")).to_have_count(1)
    page.get_by_role("button", name="Verslag schrijven").click()
    note = page.get_by_label("Vertel in een paar zinnen hoe het was")
    expect(note).to_have_value("Halverwege")
    context.close()


def known(browser: Browser, server: AppServer, visit_id: int) -> dict[str, Any]:
    """What the server tells another tablet of Grietje about this visit, and her."""
    context = browser.new_context(**tablets.screen(server))
    page: Page = context.new_page()
    sign_in(page, "grietje")
    found: dict[str, Any] = page.evaluate(FETCH, "/tablet/session")
    found |= page.evaluate(FETCH, f"/tablet/visits/{visit_id}")
    context.close()
    return found


def kept_by(waiting: dict[str, Any], begun: dict[str, Any]) -> dict[str, Any]:
    """What the old tablet has: a report of the one visit, a draft of the other."""
    owner, key, visit = waiting["owner"], waiting["key"], waiting["visit"]["visit"]
    content = {"answers": [*SAID.items()], "finished": True}
    content["written_at"] = "2026-11-24T10:30:00.000Z"
    envelope = envelope_of(key, owner, visit, content)
    entry = {"key": envelope["key"], "owner": owner, "visit": visit}
    details = dict(begun["visit"])
    return {
        "owner": owner,
        "house": key,
        "entry": entry | {"finished": True, "envelope": envelope},
        "visit": details.pop("visit"),
        "details": details,
        "answers": [["how", "good"], ["note", "Halverwege"]],
    }


def _answer(kind: str, text: str) -> bytes:
    body = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n"
    more = f"Content-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{more}Service-Worker-Allowed: /\r\n\r\n".encode() + body
