"""Cookies of our own beside the session's: kept by the browser for a year."""

from flask import Response, current_app, request

YEAR = 365 * 24 * 3600


def name(plain: str) -> str:
    """What a cookie is called in this installation.

    In production with the prefix `__Host-`: then browsers take it over https alone,
    from this very host, so that no neighbouring subdomain can plant one.
    https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
    """
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    return f"__Host-{plain}" if is_secure else plain


def value(plain: str) -> str:
    """What this browser sent under that name, '' when it has none."""
    return request.cookies.get(name(plain), "")


def keep(response: Response, plain: str, said: str) -> Response:
    """Let the browser keep this for a year, where no script can read it."""
    response.set_cookie(
        name(plain),
        said,
        max_age=YEAR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
