from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.visiting.calendar_feed import actions, forms, policy, queries
from thuis_app.visiting.calendar_feed.rules import FeedAuditEvent
from thuis_app.web.guard import actor, fresh, public
from thuis_app.web.htmx import done, render
from thuis_app.web.links import external
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("calendar_feed", __name__, url_prefix="/visits")


@bp.get("/feed")
def feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    return _feed_page()


@bp.get("/feed/new")
def new_feed_form() -> ResponseReturnValue:
    """The question whether the link that stands may stop for a new one."""
    require(policy.may_have_feed(actor()))
    return _feed_page(asks=True)


@bp.post("/feed")
@fresh
def make_feed() -> ResponseReturnValue:
    """The address is in this answer alone: the form has no key that would keep it.

    It names the link that it replaces: sent twice, or again by loading the page again,
    it makes no other, which would stop the one that is in a calendar by then.
    """
    require(policy.may_have_feed(actor()))
    stands = queries.feed(actor())
    if (stands and stands.id) != request.form.get("replaces", type=row_id):
        return _feed_page()
    host = (
        urlsplit(external("calendar_feed.read_feed", feed_key="-")).hostname or "thuis"
    )
    key = actions.make_feed(actor(), uid_domain=host)
    return _feed_page(address=external("calendar_feed.read_feed", feed_key=key))


@bp.post("/feed/revoke")
def revoke_feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    if found := queries.feed(actor()):
        actions.revoke_feed(actor(), found)
    return done(_("The link no longer works."), url_for(".feed"))


@bp.get("/feed/<feed_key>.ics")
@public
def read_feed(feed_key: str) -> ResponseReturnValue:
    found, owner = queries.of_key(feed_key) or abort(404)
    visits = queries.in_calendar(owner, clock.today())
    if not queries.was_read_today(owner):
        audit_log.log_list(
            owner, FeedAuditEvent.READ, {visit.contact_id for visit in visits}
        )
    with force_locale(owner.language):
        return Response(forms.calendar(visits, found), mimetype="text/calendar")


def _feed_page(address: str = "", *, asks: bool = False) -> TemplateResponse:
    stands = queries.feed(actor())
    page = {"feed": stands, "address": address, "asks": asks and stands is not None}
    page["webcal"] = address.replace("https:", "webcal:").replace("http:", "webcal:")
    return render("visiting/calendar_feed/feed.html", "feed", **page)
