"""The cookie that identifies a browser, and the name of its kind."""

from flask import Response, request, session
from flask_babel import gettext as _
from flask_login import current_user

from thuis_app.core.secrets import new_key
from thuis_app.web import cookies
from thuis_app.web.guard import actor

COOKIE = "thuis-device"
VISIT, USE = "visit", "thuis-device-use"
SIGNS = {
    "iPad": "iPad",
    "iPhone": "iPhone",
    "Android": "Android",
    "Windows": "Windows",
}


def key() -> str:
    """The name this browser was given, nothing when it has none yet."""
    return cookies.value(COOKIE)


def name() -> str:
    """The kind of device, from the User-Agent: 'iPad', 'Windows'."""
    agent = request.headers.get("User-Agent", "")
    found = next((word for sign, word in SIGNS.items() if sign in agent), "")
    return found or str(_("Computer"))


def set_device_cookie(response: Response) -> Response:
    """Give this browser a name of its own, so that tries are counted per device."""
    return response if key() else cookies.keep(response, COOKIE, new_key())


def use() -> str:
    """Whose device this is, as was said at the last sign-in here; '' when unknown."""
    return cookies.value(USE)


def keep_use(said: str, response: Response) -> Response:
    """Remember whose device this is, for the next sign-in here."""
    return cookies.keep(response, USE, said)


def this_session() -> str:
    """The name of the session of who is signed in; where nobody is, of this visit of
    the browser, which its session cookie keeps until the next sign-in."""
    if current_user.is_authenticated:
        return f"session {actor().session_id}"
    return f"visit {session.setdefault(VISIT, new_key())}"


def forget_site(response: Response) -> Response:
    """Leave nothing of a person in the browser of a tablet that is shared."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
