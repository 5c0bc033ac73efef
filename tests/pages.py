"""A browser for tests. It reads pages as people do, and checks each one it is given."""

from collections import Counter
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.datastructures import MultiDict

from thuis_app.accounts import actions
from thuis_app.accounts.models import User
from thuis_app.core.database import db

UNSEEN = ("hidden", "checkbox", "radio", "submit")
FIELDS = ("input", "textarea", "select")


class Page:
    def __init__(self, status: int, html: str, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = headers
        self.html = html
        self.soup = BeautifulSoup(html, "html.parser")
        self.is_whole = self.soup.html is not None
        if "text/html" in headers.get("Content-Type", ""):
            self._check()

    @property
    def address(self) -> str:
        """Where this answer leads, without or with htmx."""
        return self.headers.get("Location") or self.headers.get("HX-Redirect", "")

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def has(self, selector: str) -> bool:
        return bool(self.soup.select(selector))

    def text(self, selector: str = "body") -> str:
        return " ".join(self.one(selector).get_text(" ").split())

    def texts(self, selector: str) -> list[str]:
        return [
            " ".join(tag.get_text(" ").split()) for tag in self.soup.select(selector)
        ]

    def errors(self) -> list[str]:
        """What is to be put right, as the summary above the form says."""
        return self.texts("#errors li")

    def _check(self) -> None:
        """In one walk over the page: to select from it takes four times as long."""
        tags = self.soup.find_all(True)
        ids = Counter(str(tag["id"]) for tag in tags if "id" in tag.attrs)
        assert not [name for name, times in ids.items() if times > 1], ids
        labels = {tag["for"] for tag in tags if tag.name == "label" and tag.get("for")}
        for tag in tags:
            _check_tag(tag, labels)
        if self.is_whole:
            heads = [tag for tag in tags if tag.name == "h1"]
            assert len(heads) == 1, self.texts("h1")
            title = self.texts("title")[0].split(" - ")[0]
            assert title.strip(), "a page without a title"


def _check_tag(tag: Tag, labels: set[Any]) -> None:
    assert tag.name != "style" and "style" not in tag.attrs, f"inline style: {tag}"
    assert tag.name != "script" or "src" in tag.attrs, f"an inline script: {tag}"
    assert not _handlers(tag), f"an inline handler: {tag}"
    if tag.name == "form":
        assert tag.get("action"), f"a form without action: {tag}"
        if tag.get("method") == "post":
            assert tag.find(True, {"name": "csrf_token"}), f"no token: {tag}"
    if tag.name in FIELDS and tag.get("type") != "hidden":
        labelled = tag.get("id") in labels or tag.find_parent("label")
        assert labelled or tag.get("aria-label"), f"no label: {tag}"


class Browser:
    """Somebody at a tablet: signed in as `user`, or nobody yet."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self._app = app
        self._client = app.test_client()
        if user is not None:
            self._sign_in(user)

    def get(self, url: str, *, htmx: bool = False) -> Page:
        return self._open(url, htmx, method="GET")

    def post(self, url: str, data: Any, *, htmx: bool = False, **more: Any) -> Page:
        """Send what no page of ours would send."""
        return self._open(url, htmx, method="POST", data=data, **more)

    def submit(self, form: Tag, *, htmx: bool = False, **answers: Any) -> Page:
        """Fill in a form that is on the page, and send it off.

        A list answers a question with boxes to tick; None leaves a question out.
        """
        unknown = [n for n in answers if not form.select(f"[name='{n}']")]
        assert not unknown, f"the form does not ask for {unknown}"
        data = filled(form)
        for name, answer in answers.items():
            data.poplist(name)
            for one in answer if isinstance(answer, list) else [answer]:
                if one is not None:
                    data.add(name, str(one))
        return self.post(str(form["action"]), data, htmx=htmx)

    @cached_property
    def token(self) -> str:
        """What every form of this session carries."""
        page = self.get("/account/")
        form = self.follow(page) if page.address else page
        return str(form.soup.select("[name=csrf_token]")[0]["value"])

    def follow(self, page: Page) -> Page:
        """Go where the answer leads."""
        assert page.address, f"{page.status} leads nowhere: {page.errors()}"
        return self.get(page.address)

    def cookie(self, name: str) -> str:
        found = self._client.get_cookie(name)
        return found.value if found else ""

    def _sign_in(self, user: User) -> None:
        actor = actions.sign_in(
            _with_password(user), device="Tablet", device_key=f"tablet of {user.id}"
        )
        db.session.commit()
        with self._client.session_transaction() as session:
            session["_user_id"] = actor.token
            session["_fresh"] = True

    def _open(self, url: str, htmx: bool, **request: Any) -> Page:
        """Send the request in a context, and so a session, of its own."""
        db.session.commit()
        headers = request.pop("headers", {}) | ({"HX-Request": "true"} if htmx else {})
        with self._app.app_context():
            answer = self._client.open(url, headers=headers, **request)
        db.session.expire_all()
        page = Page(answer.status_code, answer.text, dict(answer.headers))
        answer.close()
        return page


def filled(form: Tag) -> MultiDict[str, str]:
    """The answers a form already holds, as a browser would send them."""
    data: MultiDict[str, str] = MultiDict()
    for tag in form.select("input[name]"):
        kind = tag.get("type", "text")
        if kind not in ("checkbox", "radio", "submit") or tag.has_attr("checked"):
            data.add(str(tag["name"]), str(tag.get("value", "")))
    for tag in form.select("textarea[name]"):
        data.add(str(tag["name"]), tag.get_text().removeprefix("\n"))
    for tag in form.select("select[name]"):
        chosen = tag.select("option[selected]") or tag.select("option")[:1]
        for option in chosen:
            data.add(str(tag["name"]), str(option.get("value", option.get_text())))
    return data


def _with_password(user: User) -> User:
    user.password_hash = user.password_hash or "set"
    return user


def _handlers(tag: Tag) -> list[str]:
    return [name for name in tag.attrs if name.startswith(("on", "hx-on"))]
