"""The list to go back to after a form that was opened from it."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, request

FIELD = "return_to"
LONGEST_ADDRESS = 2000


def leading_back(address: str, page: str) -> str:
    """This address of a form, or of a page with forms, that leads back to `page`."""
    parts = urlsplit(address)
    query = filter(None, (parts.query, urlencode({FIELD: page})))
    return urlunsplit(parts._replace(query="&".join(query)))


def return_page() -> str:
    """The page that the form of this request was opened from; '' for none of ours."""
    page = request.values.get(FIELD, "")
    return page if is_own_address(page) else ""


def is_own_address(address: str) -> bool:
    """Whether a 'return to' address lies within this site.

    Browsers read a backslash as a slash and drop control characters, so neither is
    allowed: https://cheatsheetseries.owasp.org, 'Unvalidated Redirects'.
    """
    if len(address) > LONGEST_ADDRESS:
        return False
    parts = urlsplit(address)
    plain = address.isascii() and address.isprintable() and "\\" not in address
    inside = address.startswith("/") and not address.startswith("//")
    return plain and inside and not parts.scheme and not parts.netloc


def keep_return(address: str) -> str:
    """This address, leading back to where the form of this request leads back to."""
    page = return_page()
    return leading_back(address, page) if page else address


def init_app(app: Flask) -> None:
    app.jinja_env.globals["return_page"] = return_page
    app.jinja_env.filters["keep_return"] = keep_return
