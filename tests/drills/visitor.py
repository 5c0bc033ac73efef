"""A user of Thuis over HTTP: signs in, opens pages, fills in forms, follows answers."""

import re
import uuid
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from select import select
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

PASSWORD = "licht in het dorp"
SAVED = re.compile(r"\bis (?:bewaard|vastgelegd)\b|\bstaat gepland\b")
HEADERS = {
    "Accept": "text/html",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
}

LETTERS = str.maketrans("0123456789", "ghijklmnop")

Fields = list[tuple[str, str]]


class NoAnswer(Exception):
    """The connection failed, or nothing came in time."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def says_saved(self) -> bool:
        """Whether the page tells its reader that something was saved."""
        notice = LexborHTMLParser(self.text).css_first("#notice")
        return bool(notice and SAVED.search(notice.text()))

    @property
    def is_dutch_503(self) -> bool:
        """Whether this is the page for a time in which nothing can be saved."""
        is_dutch = '<html lang="nl"' in self.text
        return self.status == 503 and is_dutch and "retry-after" in self.headers


class Visitor:
    """One browser of one user; no two threads share it."""

    def __init__(self, address: str, timeout: float = 30) -> None:
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._timeout = timeout
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._request("GET", path, None)

    def post(self, path: str, fields: Fields) -> Answer:
        return self._request("POST", path, urlencode(fields))

    def follow(self, answer: Answer) -> Answer:
        """Open the page to which this answer leads."""
        return self.get(answer.headers["location"])

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        """Sign in by the form; the answer may be a refusal."""
        page = self.get("/account/sign-in")
        answers = {"email": f"{name}@thuis.example", "password": password}
        return self.post("/account/sign-in", filled(page, "#sign-in-form", **answers))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _request(self, method: str, path: str, body: str | None) -> Answer:
        """The answer, by the connection of the one before; NoAnswer without retry."""
        headers = HEADERS | {"Cookie": "; ".join(map("=".join, self._cookies.items()))}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection = self._connected()
            connection.request(method, path, body, headers)
            found = connection.getresponse()
            text = found.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer(f"{type(error).__name__} at {path}") from error
        if found.will_close:
            self.close()
        self._keep_cookies(found.headers.get_all("Set-Cookie") or [])
        known = {name.lower(): value for name, value in found.headers.items()}
        return Answer(found.status, known, text)

    def _connected(self) -> HTTPConnection:
        """The connection of the request before, unless the server closed it since."""
        if self._connection is not None and _is_readable(self._connection):
            self.close()
        if self._connection is None:
            made = HTTPConnection(self._host, self._port, timeout=self._timeout)
            self._connection = made
        return self._connection

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self._cookies[name]


def signed_in(address: str, name: str) -> Visitor:
    """A visitor who has signed in as this user of the example."""
    visitor = Visitor(address)
    answer = visitor.sign_in(name)
    assert answer.status == 303, f"{name} cannot sign in: {answer.status}"
    return visitor


def filled(page: Answer, form: str, **answers: str) -> Fields:
    """What a browser sends of this form when these answers are given."""
    found = LexborHTMLParser(page.text).css_first(form)
    assert found is not None, f"no {form} on a page {page.status}"
    known = [one for node in found.css("[name]") for one in _held(node)]
    names = {node.attributes.get("name") for node in found.css("[name]")}
    assert names >= answers.keys(), f"{form} does not ask {answers.keys() - names}"
    return [one for one in known if one[0] not in answers] + list(answers.items())


def options(page: Answer, field: str) -> list[str]:
    """The values that this question of a page offers, but for the empty one."""
    found = LexborHTMLParser(page.text).css(f"{field} option, {field}:is(input)")
    values = [str(one.attributes.get("value") or "") for one in found]
    return [value for value in values if value]


def new_mark() -> str:
    """A word that no other record holds; letters alone, since forms look at digits."""
    return uuid.uuid4().hex.translate(LETTERS)


def with_new_key(fields: Fields) -> Fields:
    """The same form as if its page had been opened again."""
    kept = [one for one in fields if one[0] != "form_key"]
    return [*kept, ("form_key", str(uuid.uuid4()))]


def _is_readable(connection: HTTPConnection) -> bool:
    """Whether something came between two requests, which can only be its end."""
    return bool(connection.sock and select([connection.sock], [], [], 0)[0])


def _held(node: LexborNode) -> Fields:
    said, name = node.attributes, str(node.attributes["name"])
    if node.tag == "textarea":
        return [(name, node.text())]
    if node.tag == "select":
        option = node.css_first("option[selected]") or node.css_first("option")
        return [(name, str(option.attributes.get("value") or ""))] if option else []
    kind = said.get("type") or "text"
    is_held = kind not in ("checkbox", "radio", "submit") or "checked" in said
    is_input = node.tag == "input"
    return [(name, said.get("value") or "")] if is_held and is_input else []
