from dataclasses import dataclass

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import smtp
from thuis_app.core.database import roll_back
from thuis_app.core.errors import require
from thuis_app.core.secrets import new_key
from thuis_app.core.smtp import SmtpClient, Undelivered
from thuis_app.operations.checks import actions, forms, policy, queries
from thuis_app.operations.checks.rules import CheckGroup, Grade, Seen
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import done, render
from thuis_app.web.transaction import prepare

bp = Blueprint("checks", __name__)


@bp.get("/health")
@public
def state() -> ResponseReturnValue:
    """The state of the installation for a monitor: names of checks, and no figures."""
    found = queries.public_results(forms.circumstances())
    grades = {one.check.name.value: one.finding.grade for one in found}
    is_well = Grade.ERROR not in grades.values()
    answer = jsonify(status="ok" if is_well else "error", checks=grades)
    return answer, 200 if is_well else 503


@bp.get("/checks/")
def index() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    results = queries.results(actor(), forms.circumstances(_seen()))
    return render(
        "operations/checks/index.html",
        "checks",
        groups=[
            (group, [one for one in results if one.check.group is group])
            for group in CheckGroup
        ],
        counts={
            grade: sum(one.finding.grade is grade for one in results) for grade in Grade
        },
        forms=forms,
        button=ButtonForm(formdata=None),
    )


@dataclass(frozen=True)
class TrialMail:
    """A test mail: whether there was a server and an address, and what became of it."""

    address: str = ""
    has_server: bool = False
    trouble: str = ""


def send_trial_mail() -> TrialMail:
    """Send a test mail to the user who asks for it, with no transaction open."""
    require(policy.may_test_mail(actor()))
    server = current_app.config["MAIL_SERVER"]
    address, sender = queries.own_address(actor()), foundation.shown().name
    roll_back()
    if server is None or not address:
        return TrialMail(address, server is not None)
    content = forms.trial_mail(actor())
    text = "\n\n".join(content.lines) + "\n"
    try:
        mail = smtp.message(
            server,
            key=f"trial:{new_key()}",
            to=address,
            subject=content.subject,
            text=text,
            sender=sender,
        )
        with SmtpClient(server) as client:
            client.send(mail)
    except Undelivered as error:
        return TrialMail(address, True, error.trouble or "?")
    return TrialMail(address, True)


@bp.post("/checks/mail")
@prepare(send_trial_mail)
def trial_mail(sent: TrialMail) -> ResponseReturnValue:
    if not sent.has_server:
        words = _("No mail server is set, so no test mail was sent.")
    elif not sent.address:
        words = _("Your account has no e-mail address. Fill it in first.")
    else:
        actions.record_test_mail(actor(), trouble=sent.trouble)
        words = _said(sent)
    return done(words, url_for(".index"))


def _said(sent: TrialMail) -> str:
    if sent.trouble:
        return str(
            _(
                "The mail server did not take the test mail: %(trouble)s.",
                trouble=sent.trouble,
            )
        )
    words = _("The mail server took the test mail. It goes to %(address)s.")
    return str(words % {"address": sent.address})


def _seen() -> Seen:
    """The request as it came in, before what proxies say was believed."""
    said = ",".join(request.headers.getlist("X-Forwarded-For"))
    return Seen(
        address=request.remote_addr or "",
        scheme=request.headers.get("X-Forwarded-Proto", request.scheme),
        host=request.headers.get("X-Forwarded-Host", request.host),
        forwarded_for=tuple(one.strip() for one in said.split(",") if one.strip()),
        forwarded_proto=request.headers.get("X-Forwarded-Proto", ""),
    )
