"""A browser for tests. It reads pages as people do, and checks each one it is given."""

from collections import Counter
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.organisation.accounts.rules import FRESH
from thuis_app.organisation.sessions import actions

UNSEEN = ("hidden", "checkbox", "radio", "submit")
FIELDS = ("input", "textarea", "select")


class Page:
    def __init__(self, status: int, html: str, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = headers
        self.html = html
        self.is_whole = "<html" in html[:200]
        if "text/html" in headers.get("Content-Type", ""):
            self._check()

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as tests read it and fill in its forms."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The same to look things up in, a hundred times as fast."""
        return LexborHTMLParser(self.html)

    @property
    def address(self) -> str:
        """Where this answer leads, without or with htmx."""
        return self.headers.get("Location") or self.headers.get("HX-Redirect", "")

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def has(self, selector: str) -> bool:
        return self.tree.css_first(selector) is not None

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
        root = self.tree.root
        nodes = list(root.traverse()) if root else []
        ids = Counter(node.id for node in nodes if node.id)
        assert not [name for name, times in ids.items() if times > 1], ids
        labels = {node.attributes.get("for") for node in nodes if node.tag == "label"}
        for node in nodes:
            _check_node(node, labels)
        if self.is_whole:
            heads = [node.text() for node in nodes if node.tag == "h1"]
            assert len(heads) == 1, heads
            title = self.tree.css_first("head > title")
            named = title.text().split(" - ")[0].strip() if title else ""
            assert named, "a page without a title"


def _check_node(node: LexborNode, labels: set[Any]) -> None:
    said, name = node.attributes, node.tag
    assert name != "style" and "style" not in said, f"inline style: {node.html}"
    assert name != "script" or "src" in said, f"an inline script: {node.html}"
    handlers = [word for word in said if word.startswith(("on", "hx-on"))]
    assert not handlers, f"an inline handler: {node.html}"
    if name == "form":
        assert said.get("action"), f"a form without action: {node.html}"
        if str(said.get("method")).lower() == "post":
            assert node.css_first("[name=csrf_token]"), f"no token: {node.html}"
    if name in FIELDS and said.get("type") != "hidden":
        labelled = node.id in labels or _is_in_label(node)
        assert labelled or said.get("aria-label"), f"no label: {node.html}"


def _is_in_label(node: LexborNode) -> bool:
    around = node.parent
    while around is not None and around.tag != "label":
        around = around.parent
    return around is not None


class Browser:
    """The test client of Flask, signed in as `user` or not; it checks each page.

    Its user gave a password and a code just now, however long a test takes or how far
    it moves the clock, unless `stays_fresh` is set to False.
    """

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self._app = app
        self._client = app.test_client()
        self.stays_fresh = True
        self._session_id, self._proved_at = 0, clock.now()
        if user is not None:
            self._sign_in(user)

    def get(self, url: str, *, htmx: bool = False, **more: Any) -> Page:
        return self._open(url, htmx, method="GET", **more)

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

    def search(self, words: str, *, htmx: bool = False) -> Page:
        """What the box at the top of every page finds."""
        answers = {"words": words, "csrf_token": self.token}
        return self.post("/search/", answers, htmx=htmx)

    @cached_property
    def token(self) -> str:
        """What every form of this session carries."""
        page = self.get("/account/")
        form = self.follow(page) if page.address else page
        field = form.tree.css_first("[name=csrf_token]")
        assert field is not None, "a session without a token"
        return str(field.attributes["value"])

    def follow(self, page: Page) -> Page:
        """Go where the answer leads."""
        assert page.address, f"{page.status} leads nowhere: {page.errors()}"
        return self.get(page.address)

    def cookie(self, name: str) -> str:
        found = self._client.get_cookie(name)
        return found.value if found else ""

    def has_cookie(self, name: str, value: str) -> None:
        """Put a cookie in place, as somebody does who kept a copy of it."""
        self._client.set_cookie(name, value)

    def copied(self) -> "Browser":
        """A browser with the same session and token, and cookies of its own."""
        other = Browser(self._app)
        name = str(self._app.config["SESSION_COOKIE_NAME"])
        other.token = self.token
        other.has_cookie(name, self.cookie(name))
        return other

    def _sign_in(self, user: User) -> None:
        actor = actions.sign_in(
            _with_password(user), device="Tablet", device_key=f"tablet of {user.id}"
        )
        self._session_id = actor.session_id
        self._prove(factor_at=clock.now())
        with self._client.session_transaction() as session:
            session["_user_id"] = actor.token
            session["_fresh"] = True

    def _prove(self, **more: Any) -> None:
        """Have the user of this session show now who they are."""
        self._proved_at = clock.now()
        own = update(UserSession).where(UserSession.id == self._session_id)
        db.session.execute(own.values(proved_at=self._proved_at, **more))
        db.session.commit()

    def _open(self, url: str, htmx: bool, **request: Any) -> Page:
        """Send the request in a context, and so a session, of its own."""
        db.session.commit()
        is_old = abs(clock.now() - self._proved_at) > FRESH / 2
        if self._session_id and self.stays_fresh and is_old:
            self._prove()
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
