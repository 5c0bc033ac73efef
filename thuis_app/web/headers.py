"""The headers of every response."""

from flask import Flask, Response, request

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# Scripts and the service worker treat an answer without this as no answer: a proxy, or
# the sign-in page of a public wifi, answers in our place.
MARK = {"Thuis-Answer": "1"}

ALWAYS = {
    **MARK,
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def always(app: Flask) -> dict[str, str]:
    """The headers of every answer of this installation, static files included."""
    return ALWAYS | (ENCRYPTED if app.config["SESSION_COOKIE_SECURE"] else {})


def init_app(app: Flask) -> None:
    @app.after_request
    def add_headers(response: Response) -> Response:
        """Forbid what we do not use, and keep personal data out of every cache."""
        response.headers.update(always(app))
        response.headers["Vary"] = "HX-Request, Cookie, Sec-Fetch-Site, Accept-Encoding"
        if request.endpoint != "static" or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response
