"""What a tablet asks for and sends, the page it opens without network, and what its
writer has left to do. Scripts are answered in JSON, people with pages."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from thuis_app.core import trail
from thuis_app.core.errors import require
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.visiting.tablet import actions, policy, queries, rules
from thuis_app.visiting.tablet.forms import (
    OneButton,
    TabletForm,
    arrived,
    as_typed,
)
from thuis_app.visiting.tablet.models import TabletReport
from thuis_app.visiting.tablet.rules import Envelope, KeptState, Letter, Reason
from thuis_app.visiting.tablet.views.blueprint import (
    answers_of,
    bp,
    device,
    keys,
    owner,
)
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.forms import ReportForm
from thuis_app.visiting.visits.models import Visit
from thuis_app.web import once, pocket
from thuis_app.web.bodies import takes_json
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import go, render
from thuis_app.web.language import LANGUAGES
from thuis_app.web.transaction import prepare


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    shells = [url_for(".shell", language=code) for code in LANGUAGES]
    return pocket.worker(
        shells, url_for("foundation.style"), about=repr(foundation.shown())
    )


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    return pocket.manifest(foundation.shown(), url_for("today.index"))


@bp.get("/tablet/")
@public
def shell() -> ResponseReturnValue:
    """A page without anybody's name: what it shows, it finds on the tablet itself."""
    with pocket.in_language(request.args.get("language", "")):
        form = TabletForm(formdata=None, meta={"csrf": False}).empty()
        return render("visiting/tablet/shell.html", "content", form=form).render()


@bp.get("/tablet/session")
@public
def session() -> ResponseReturnValue:
    """Whose tablet this is now, and what the house can be reached with."""
    if not current_user.is_authenticated:
        return jsonify(owner=None, token="")  # a token brings a cookie, after sign-in
    if not policy.may_send(actor()):
        return jsonify(owner=None, token=generate_csrf())
    kept = queries.count_on(actor(), device())
    return jsonify(
        owner=owner(),
        token=generate_csrf(),
        key={"id": keys().key_id, "public": keys().public},
        language=actor().language,
        attention=queries.count_mine(actor()),
        unsent=kept.unsent if kept else 0,
        missing=kept.missing if kept else 0,
    )


@bp.get("/tablet/day")
def day() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    found = queries.day(actor())
    trail.listed(actor(), "tablet.day_kept", [one.contact_id for one in found])
    told = [
        {**_for_tablet(one), "address": url_for("visits.report_form", visit_id=one.id)}
        for one in found
    ]
    answer = jsonify(owner=owner(), visits=told)
    return pocket.know_tablet(answer)


@bp.get("/tablet/visits/<int:visit_id>")
def visit(visit_id: int) -> ResponseReturnValue:
    found = queries.own_visit(actor(), visit_id)
    trail.read(actor(), "tablet.visit_kept", contact_id=found.contact_id)
    return pocket.know_tablet(jsonify(owner=owner(), visit=_for_tablet(found)))


@dataclass(frozen=True)
class Arrived:
    """An envelope that a tablet sent, and what was in it where it could be opened."""

    envelope: Envelope | None = None
    letter: Letter | None = None


def open_envelope() -> Arrived:
    """Decrypt what was sent before the transaction begins."""
    require(policy.may_send(actor()))
    envelope = rules.envelope(pocket.sent("envelope"))
    if envelope is None or envelope.owner != owner():
        return Arrived(envelope)
    return Arrived(envelope, rules.opened(keys(), envelope))


@bp.post("/tablet/reports")
@takes_json
@prepare(open_envelope)
def receive(arrived: Arrived) -> ResponseReturnValue:
    """One sealed report. Whatever was kept is 200, and the tablet may forget it."""
    require(policy.may_send(actor()))
    envelope, left = arrived.envelope, pocket.number("left")
    if envelope is None:
        return _refused("no_envelope", 400)
    if envelope.owner != owner():
        return _refused("other_user", 403)
    before = queries.arrived(actor(), envelope.key)
    if before is not None and before.digest != envelope.digest:
        return _refused("key_used", 409)
    about = _visit_of(envelope)
    if about is None:
        return _refused("no_visit", 409)
    if before is None and once.is_processed(actor().id, envelope.key):
        # The page itself sent this report first, and never heard that it came in.
        return jsonify(outcome=KeptState.WRITTEN, reason=None)
    kept = before or _take_in(envelope, arrived.letter, about)
    if kept is None:
        return _refused("too_many", 409)
    actions.count_left(actor(), device(), left=left or 0)
    return Response(kept.answer, 200, mimetype="application/json")


@bp.post("/tablet/count")
@takes_json
def count() -> ResponseReturnValue:
    """How many reports this browser still has; what it lost is told."""
    require(policy.may_send(actor()))
    unsent = pocket.number("unsent")
    if unsent is None:
        return _refused("no_number", 400)
    kept = actions.count(actor(), device(), unsent=unsent)
    return jsonify(unsent=kept.unsent, missing=kept.missing)


@bp.post("/tablet/missing")
def known() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    actions.forget_missing(actor(), device())
    return go(url_for(".mine"))


@bp.get("/tablet/mine")
def mine() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    found = queries.mine(actor())
    trail.listed(actor(), "tablet.mine_shown", [r.visit.contact_id for r in found])
    kept = queries.count_on(actor(), device())
    said = {one.id: rules.words_of(answers_of(one)) for one in found}
    page = {"reports": found, "said": said, "missing": kept.missing if kept else 0}
    return render(
        "visiting/tablet/mine.html", "mine", form=OneButton(formdata=None), **page
    )


@bp.post("/tablet/mine/<int:begun_id>")
def hand_back(begun_id: int) -> ResponseReturnValue:
    kept = queries.my_own(actor(), begun_id)
    visit = visits.get_to_report(actor(), kept.visit_id)
    _put_in_form(kept, visit)
    return go(url_for("visits.report_form", visit_id=visit.id))


@bp.after_app_request
def leave_what_is_sealed(response: Response) -> Response:
    """Signing out empties the browser, but for sealed reports that were not sent."""
    if "Clear-Site-Data" in response.headers and (
        "unsent" in request.form or queries.has_unsent(device())
    ):
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _take_in(
    envelope: Envelope, letter: Letter | None, visit: Visit
) -> TabletReport | None:
    """Write down what came, or keep it for whoever looks at it.

    None when nobody can read it and there were too many such today.
    """
    if letter is None:
        return _unreadable(envelope, visit)
    if reason := _obstacle(letter, visit):
        return _kept(envelope, letter, visit, reason)
    form = as_typed(_offered(visit, envelope.key), letter.answers)
    if form.refused():
        return actions.keep(actor(), envelope, letter, visit, Reason.FORM)
    said, next_at = form.findings, form.next_at
    who = actor(), envelope, letter, visit
    return actions.write(*who, findings=said, next_at=next_at)


def _unreadable(envelope: Envelope, visit: Visit) -> TabletReport | None:
    """Keep one a visit, and a few a day."""
    if before := queries.unreadable(actor(), visit):
        return actions.replace(actor(), before, envelope)
    if queries.count_unreadable_of(actor()) >= rules.MOST_UNREADABLE_A_DAY:
        return None
    return actions.keep(actor(), envelope, None, visit, Reason.UNREADABLE)


def _obstacle(letter: Letter, visit: Visit) -> Reason | None:
    if not letter.is_finished:
        return Reason.UNFINISHED
    return queries.obstacle(actor(), visit)


def _kept(
    envelope: Envelope, letter: Letter, visit: Visit, reason: Reason
) -> TabletReport:
    """Keep it; what was only begun goes on in the ordinary form at once."""
    kept = actions.keep(actor(), envelope, letter, visit, reason)
    if reason is Reason.UNFINISHED and not queries.obstacle(actor(), visit):
        _put_in_form(kept, visit)
    return kept


def _put_in_form(kept: TabletReport, visit: Visit) -> None:
    draft = visits.draft(actor(), visit)
    before = json.loads(draft.answers) if draft else []
    typed = rules.joined([(n, v) for n, v in before], answers_of(kept))
    actions.hand_back(actor(), kept, visit, answers=typed)


def _offered(visit: Visit, key: str) -> ReportForm:
    """The form as it would stand on the page of this visit now."""
    form = ReportForm(formdata=arrived([], key), meta={"csrf": False})
    match, following = visits.going_again(actor(), visit)
    return form.offer(visit, match, following)


def _visit_of(envelope: Envelope) -> Visit | None:
    number = keys().number(envelope.visit, "visit", str(actor().id))
    return queries.visit_written_about(actor(), number) if number else None


def _for_tablet(visit: Visit) -> dict[str, Any]:
    """All that a tablet ever keeps of a visit: no name, no place, no number."""
    contact = visit.contact
    names = (contact.called_name, contact.prefix, contact.last_name)
    return {
        "visit": keys().name(visit.id, "visit", str(actor().id)),
        "initials": rules.initials(names),
        "starts_at": visit.starts_at.isoformat(),
        "minutes": visit.minutes,
    }


def _refused(code: str, status: int) -> ResponseReturnValue:
    return jsonify(refused=code), status
