from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.visiting.calendar_feed import actions, forms, policy, queries
from thuis_app.visiting.calendar_feed.rules import FeedAuditEvent
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import done, render
from thuis_app.web.links import external

bp = Blueprint("calendar_feed", __name__, url_prefix="/visits")


@bp.get("/feed")
def feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    page = {"feed": queries.feed(actor()), "address": ""}
    return render("visiting/calendar_feed/feed.html", "feed", **page)


@bp.post("/feed")
def make_feed() -> ResponseReturnValue:
    """The address is in this answer alone: the form has no key that would keep it."""
    key = actions.make_feed(actor())
    address = external("calendar_feed.read_feed", feed_key=key)
    page = {"feed": queries.feed(actor()), "address": address}
    return render("visiting/calendar_feed/feed.html", "feed", **page)


@bp.post("/feed/revoke")
def revoke_feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    if found := queries.feed(actor()):
        actions.revoke_feed(actor(), found)
    return done(_("The address no longer works."), url_for(".feed"))


@bp.get("/feed/<feed_key>.ics")
@public
def read_feed(feed_key: str) -> ResponseReturnValue:
    owner = queries.owner_of(feed_key) or abort(404)
    visits = queries.in_calendar(owner, clock.today())
    if not queries.was_read_today(owner):
        audit_log.log_list(
            owner, FeedAuditEvent.READ, {visit.contact_id for visit in visits}
        )
    with force_locale(owner.language):
        return Response(forms.calendar(visits), mimetype="text/calendar")
