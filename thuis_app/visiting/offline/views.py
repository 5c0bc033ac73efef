"""What a tablet asks for and sends, the page it opens without network, what its writer
has left to do, and what waits for the coordinator of the village.

Scripts are answered in JSON, people with pages.
"""

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key
from thuis_app.core.tablet_encryption import Keyring, keyring
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.offline import actions, policy, queries, rules
from thuis_app.visiting.offline.forms import (
    AcceptReportForm,
    SetAsideForm,
    TabletForm,
    arrived,
    as_typed,
    what_stands,
)
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import (
    Envelope,
    Pairs,
    ReportPayload,
    TabletAuditEvent,
    UploadReason,
    UploadState,
)
from thuis_app.visiting.visit_reports import queries as visit_reports
from thuis_app.visiting.visit_reports.forms import ReportForm
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.web import devices, idempotency, pwa
from thuis_app.web.bodies import takes_json
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import done, go, render
from thuis_app.web.language import LANGUAGES
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.transaction import prepare

bp = Blueprint("offline", __name__)
bp.app_template_global("invites_to_home_screen")(pwa.invites_to_home_screen)


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    shells = [url_for(".shell", language=code) for code in LANGUAGES]
    return pwa.worker(
        shells, url_for("foundation.style"), about=repr(foundation.shown())
    )


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    with pwa.in_language("nl"):
        shortcuts = {
            str(_("Your day")): link("home"),
            str(_("My people")): link("my_people"),
            str(_("Hours and costs")): url_for("claims.index"),
        }
    return pwa.manifest(foundation.shown(), link("home"), shortcuts)


@bp.get("/tablet/home-screen")
def home_screen_form() -> ResponseReturnValue:
    """How Thuis is put on the home screen of a tablet or telephone."""
    require(policy.may_send(actor()))
    form = ButtonForm(formdata=None)
    return render("visiting/offline/home_screen.html", "home_screen", form=form)


@bp.post("/tablet/home-screen")
def home_screen() -> ResponseReturnValue:
    """Invite this browser no more; nothing of it is kept but a cookie."""
    require(policy.may_send(actor()))
    message = _(
        "We do not ask it again on this tablet. You find it under your profile."
    )
    return pwa.invite_no_more(done(message, link("home")))


@bp.get("/tablet/")
@public
def shell() -> ResponseReturnValue:
    """The page without network; its script fills it from the tablet's storage."""
    with pwa.in_language(request.args.get("language", "")):
        form = TabletForm(formdata=None, meta={"csrf": False}).empty()
        return render("visiting/offline/shell.html", "content", form=form).render()


@bp.get("/tablet/session")
@public
def session() -> ResponseReturnValue:
    """The user of this tablet, and the public key for envelopes (JSON)."""
    if not current_user.is_authenticated:
        return jsonify(owner=None, token="")  # a token brings a cookie, after sign-in
    if not policy.may_send(actor()):
        return jsonify(owner=None, token=generate_csrf())
    kept = queries.count_on(actor(), _device())
    return jsonify(
        owner=_owner(),
        token=generate_csrf(),
        key={"id": _keys().key_id, "public": _keys().public},
        language=actor().language,
        attention=queries.count_mine(actor()),
        unsent=kept.unsent if kept else 0,
        missing=kept.missing if kept else 0,
    )


@bp.get("/tablet/day")
def day() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    found = queries.day(actor())
    audit_log.log_list(
        actor(),
        TabletAuditEvent.DAY_KEPT,
        [visit.contact_id for call in found for visit in call],
    )
    values = [_for_tablet(*call) | {"address": _report_form(call[0])} for call in found]
    answer = jsonify(owner=_owner(), visits=values)
    return pwa.set_tablet_cookie(answer)


@bp.get("/tablet/visits/<int:visit_id>")
def visit(visit_id: int) -> ResponseReturnValue:
    found = queries.own_visit(actor(), visit_id)
    other = visit_reports.to_report_in_one_go(actor(), found)
    call = [found, *([other] if other else ())]
    for one in call:
        audit_log.log_view(
            actor(), TabletAuditEvent.VISIT_KEPT, contact_id=one.contact_id
        )
    return pwa.set_tablet_cookie(jsonify(owner=_owner(), visit=_for_tablet(*call)))


@dataclass(frozen=True)
class ReceivedReport:
    """An envelope that a tablet sent, and what was in it where it could be opened."""

    envelope: Envelope | None = None
    letter: ReportPayload | None = None


def open_envelope() -> ReceivedReport:
    """Decrypt what was sent before the transaction begins."""
    require(policy.may_send(actor()))
    envelope = rules.envelope(pwa.sent("envelope"))
    if envelope is None or envelope.owner != _owner():
        return ReceivedReport(envelope)
    return ReceivedReport(envelope, rules.opened(_keys(), envelope))


@bp.post("/tablet/reports")
@takes_json
@prepare(open_envelope)
def receive(arrived: ReceivedReport) -> ResponseReturnValue:
    """Receive an encrypted report. After 200 the tablet may delete it."""
    require(policy.may_send(actor()))
    envelope, left = arrived.envelope, pwa.number("left")
    if envelope is None:
        return _refused("no_envelope", 400)
    if envelope.owner != _owner():
        return _refused("other_user", 403)
    before = queries.arrived(actor(), envelope.key)
    if before is not None and before.digest != envelope.digest:
        return _refused("key_used", 409)
    about = _visit_of(envelope)
    if about is None:
        return _refused("no_visit", 409)
    if before is None and idempotency.is_processed(actor().id, envelope.key):
        # The page sent this report first, but got no answer.
        return jsonify(outcome=UploadState.WRITTEN, reason=None)
    kept = before or _take_in(envelope, arrived.letter, about)
    if kept is None:
        return _refused("too_many", 409)
    actions.count_left(actor(), _device(), left=left or 0)
    return Response(kept.answer, 200, mimetype="application/json")


@bp.post("/tablet/count")
@takes_json
def count() -> ResponseReturnValue:
    """Receive the number of reports on this browser; lost ones are recorded."""
    require(policy.may_send(actor()))
    unsent = pwa.number("unsent")
    if unsent is None:
        return _refused("no_number", 400)
    kept = actions.count(actor(), _device(), unsent=unsent)
    return jsonify(unsent=kept.unsent, missing=kept.missing)


@bp.post("/tablet/missing")
def known() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    actions.forget_missing(actor(), _device())
    return go(url_for(".mine"))


@bp.get("/tablet/mine")
def mine() -> ResponseReturnValue:
    require(policy.may_send(actor()))
    found = queries.mine(actor())
    audit_log.log_list(
        actor(), TabletAuditEvent.MINE_SHOWN, [r.visit.contact_id for r in found]
    )
    kept = queries.count_on(actor(), _device())
    said = {one.id: rules.words_of(_answers_of(one)) for one in found}
    page = {"reports": found, "said": said, "missing": kept.missing if kept else 0}
    return render(
        "visiting/offline/mine.html",
        "mine",
        form=ButtonForm(formdata=None),
        **page,
    )


@bp.post("/tablet/mine/<int:begun_id>")
def hand_back(begun_id: int) -> ResponseReturnValue:
    kept = queries.my_own(actor(), begun_id)
    visit = visit_reports.get_to_report(actor(), kept.visit_id)
    _put_in_form(kept, visit)
    return go(_report_form(visit))


@bp.get("/tablet/waiting")
def waiting() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    found = queries.waiting(actor())
    audit_log.log_list(
        actor(), TabletAuditEvent.WAITING_SHOWN, [r.visit.contact_id for r in found]
    )
    page = {
        "reports": found,
        "total": queries.count_waiting(actor()),
        "unreadable": queries.count_waiting_unreadable(actor()),
    }
    return render("visiting/offline/waiting.html", "waiting", **page)


@bp.get("/tablet/waiting/unreadable")
def unreadable_form() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    return _unreadable_page(SetAsideForm(formdata=None))


@bp.post("/tablet/waiting/unreadable")
def set_aside_unreadable() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    form = SetAsideForm()
    if refused := form.refused():
        return _unreadable_page(form), refused
    for kept in queries.waiting_unreadable(actor()):
        actions.set_aside(actor(), kept, **form.answers)
    return done(_("They are set aside, with your reason."), url_for(".waiting"))


@bp.get("/tablet/waiting/<int:report_id>")
def accept_form(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    contact_id = kept.visit.contact_id
    audit_log.log_view(actor(), TabletAuditEvent.REPORT_OPENED, contact_id=contact_id)
    typed = arrived(_answers_of(kept))
    form = AcceptReportForm(formdata=typed).about(kept.visit.contact)
    return _waiting_page(kept, form.over(_stands(kept)), SetAsideForm(formdata=None))


@bp.post("/tablet/waiting/<int:report_id>")
def accept(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    form = AcceptReportForm().about(kept.visit.contact)
    if refused := form.refused(_stands(kept)):
        return _waiting_page(kept, form, SetAsideForm(formdata=None)), refused
    actions.accept(actor(), kept, findings=form.findings)
    return done(_("The report is written down."), url_for(".waiting"))


@bp.post("/tablet/waiting/<int:report_id>/set-aside")
def set_aside(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    form = SetAsideForm()
    if refused := form.refused():
        typed = AcceptReportForm(formdata=arrived(_answers_of(kept)))
        read = typed.about(kept.visit.contact).over(_stands(kept))
        return _waiting_page(kept, read, form), refused
    actions.set_aside(actor(), kept, **form.answers)
    return done(_("The report is set aside, with your reason."), url_for(".waiting"))


@bp.after_app_request
def keep_unsent_reports(response: Response) -> Response:
    """Clear the site data at sign-out, but for encrypted reports that were not sent."""
    if "Clear-Site-Data" in response.headers and (
        "unsent" in request.form or queries.has_unsent(_device())
    ):
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _take_in(
    envelope: Envelope, letter: ReportPayload | None, visit: Visit
) -> TabletReport | None:
    """Accept a report, or store it for whom it waits.

    None when it is unreadable and there were too many such today.
    """
    if letter is None:
        return _unreadable(envelope, visit)
    if reason := _obstacle(letter, visit):
        return _kept(envelope, letter, visit, reason)
    other = _other_of_call(letter, visit)
    form = as_typed(_offered(visit, other, envelope.key), letter.answers)
    if form.refused():
        return actions.keep(actor(), envelope, letter, visit, UploadReason.FORM)
    return actions.write(
        actor(),
        envelope,
        letter,
        visit,
        findings=form.findings,
        also=form.also(other),
        next_at=form.next_at,
    )


def _other_of_call(letter: ReportPayload, visit: Visit) -> Visit | None:
    """The other visit of the call, where the tablet asked for whom the report holds."""
    if "holds_for" not in dict(letter.answers):
        return None
    return visit_reports.to_report_in_one_go(actor(), visit)


def _unreadable(envelope: Envelope, visit: Visit) -> TabletReport | None:
    """Keep one a visit, and a few a day."""
    if before := queries.unreadable(actor(), visit):
        return actions.replace(actor(), before, envelope)
    if queries.count_unreadable_of(actor()) >= rules.MOST_UNREADABLE_A_DAY:
        return None
    return actions.keep(actor(), envelope, None, visit, UploadReason.UNREADABLE)


def _obstacle(letter: ReportPayload, visit: Visit) -> UploadReason | None:
    if not letter.is_finished:
        return UploadReason.UNFINISHED
    return queries.obstacle(actor(), visit)


def _kept(
    envelope: Envelope, letter: ReportPayload, visit: Visit, reason: UploadReason
) -> TabletReport:
    """Keep it; what was only begun goes on in the ordinary form at once."""
    kept = actions.keep(actor(), envelope, letter, visit, reason)
    if reason is UploadReason.UNFINISHED and not queries.obstacle(actor(), visit):
        _put_in_form(kept, visit)
    return kept


def _put_in_form(kept: TabletReport, visit: Visit) -> None:
    draft = visit_reports.draft(actor(), visit)
    before = json.loads(draft.answers) if draft else []
    typed = rules.joined([(n, v) for n, v in before], _answers_of(kept))
    actions.hand_back(actor(), kept, visit, answers=typed)


def _offered(visit: Visit, other: Visit | None, key: str) -> ReportForm:
    """The form as it would stand on the page of this visit now."""
    form = ReportForm(formdata=arrived([], key), meta={"csrf": False})
    match, following = visits.going_again(actor(), visit)
    return form.offer(visit, match, following, other)


def _visit_of(envelope: Envelope) -> Visit | None:
    number = _keys().number(envelope.visit, "visit", str(actor().id))
    return queries.visit_written_about(actor(), number) if number else None


def _for_tablet(visit: Visit, other: Visit | None = None) -> dict[str, Any]:
    """All that a tablet ever keeps of a visit, or of two in one call: no name, no
    place, no number."""
    people = [_initials(one.contact) for one in (visit, other) if one]
    return {
        "visit": _keys().name(visit.id, "visit", str(actor().id)),
        "initials": _(" and ").join(people),
        "people": people,
        "starts_at": visit.starts_at.isoformat(),
        "minutes": visit.minutes,
        "opens_in": rules.seconds_until(visit.day, clock.now()),
    }


def _initials(contact: Contact) -> str:
    return rules.initials((contact.called_name, contact.prefix, contact.last_name))


def _report_form(visit: Visit) -> str:
    return url_for("visit_reports.report_form", visit_id=visit.id)


def _refused(code: str, status: int) -> ResponseReturnValue:
    return jsonify(refused=code), status


def _waiting_page(
    kept: TabletReport, form: AcceptReportForm, aside: SetAsideForm
) -> TemplateResponse:
    page = {"report": kept, "form": form, "aside": aside}
    return render("visiting/offline/one_waiting.html", "one_waiting", **page)


def _stands(kept: TabletReport) -> SimpleNamespace:
    return what_stands(kept, queries.written_instead(actor(), kept))


def _unreadable_page(form: SetAsideForm) -> TemplateResponse:
    many = queries.count_waiting_unreadable(actor())
    return render(
        "visiting/offline/unreadable.html", "confirm_box", form=form, many=many
    )


def _answers_of(kept: TabletReport) -> Pairs:
    """The answers of a report; one that could not be decrypted is tried again."""
    if kept.answers:
        return [(name, value) for name, value in json.loads(kept.answers)]
    envelope = rules.envelope(pwa.read(kept.ciphertext))
    letter = rules.opened(_keys(), envelope) if envelope else None
    return rules.without_numbers(letter.answers) if letter else []


def _owner() -> str:
    return _keys().name(actor().id, "user")


def _device() -> str:
    return hash_key(devices.key())


def _keys() -> Keyring:
    return keyring(current_app.config["TABLET_KEYS"])
