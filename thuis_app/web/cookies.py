"""Cookies of our own beside the session's: kept by the browser for a year."""

from flask import Response, current_app, request

YEAR = 365 * 24 * 3600


def name(plain: str) -> str:
    """The name of a cookie in this installation.

    In production with the prefix `__Host-`: then browsers take it over https alone,
    from this very host, so that no neighbouring subdomain can plant one.
    https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
    """
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    return f"__Host-{plain}" if is_secure else plain


def value(plain: str) -> str:
    """The value of this cookie in the request; '' when there is none."""
    return request.cookies.get(name(plain), "")


def keep(response: Response, plain: str, said: str) -> Response:
    """Set a cookie for a year that scripts cannot read."""
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
