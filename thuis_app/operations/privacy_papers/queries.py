"""How this installation is set, and the terms of the rules of all features."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from thuis_app.accountability.reports import rules as reports
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.smtp import MailServer, Security
from thuis_app.operations.backup import rules as backup
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.jobs import rules as jobs
from thuis_app.operations.privacy_papers import policy
from thuis_app.operations.privacy_papers.rules import BackupTerms, Facts, Term
from thuis_app.organisation.accounts import rules as accounts
from thuis_app.organisation.changes import rules as changes
from thuis_app.organisation.sessions import rules as sessions
from thuis_app.overview.merging import rules as merging
from thuis_app.reaching.signals import rules as signals
from thuis_app.visiting.matches import rules as matches
from thuis_app.visiting.offline import rules as offline
from thuis_app.visiting.visit_reports import rules as visit_reports

LENGTHS: Mapping[Term, timedelta] = {
    Term.SIGNAL: signals.KEPT,
    Term.DRAFT: visit_reports.DRAFT_KEPT,
    Term.TASK: jobs.CLOSED_KEPT,
    Term.CHANGE: changes.PUT_RIGHT,
    Term.MERGE: merging.UNDO,
    Term.MAIL: jobs.MAIL_KEPT,
    Term.SIGN_IN_TRY: sessions.TRIES_COUNT_FOR,
}


def facts(actor: Actor, settings: Mapping[str, Any], *, forms_kept: timedelta) -> Facts:
    """What the papers print of these settings and of the rules; `forms_kept` is how
    long it is known that a form was sent."""
    require(policy.may_read(actor))
    server: MailServer | None = settings["MAIL_SERVER"]
    return Facts(
        details=settings["LEGAL_DETAILS"],
        site=settings["ADDRESS"],
        is_production=bool(settings.get("IS_PRODUCTION")),
        is_factor_required=settings["IS_FACTOR_REQUIRED"],
        must_have_factor=accounts.MUST_HAVE_FACTOR,
        mail_server=server.host if server else "",
        is_mail_encrypted=server is not None and server.security != Security.NONE,
        backup=_backup_terms(settings),
        lengths={**LENGTHS, Term.FORM: forms_kept},
        idle=accounts.IDLE,
        longest_session=accounts.LONGEST,
        fresh=accounts.FRESH,
        invitation=accounts.INVITATION_LASTS,
        on_tablet=offline.KEPT_ON_TABLET,
        after_match=matches.MAY_STILL_REPORT,
        password_length=sessions.SHORTEST_PASSWORD,
        rounded_to=reports.ROUNDED_TO,
    )


def _backup_terms(settings: Mapping[str, Any]) -> BackupTerms:
    source = BackupSource.of(db.engine, settings)
    return BackupTerms(
        is_made=bool(source.folder) and source.key_file.is_file(),
        is_copied=bool(settings["BACKUP_COPY"]),
        days=backup.DAYS,
        weeks=backup.WEEKS,
        months=backup.MONTHS,
        fewest=backup.FEWEST,
    )
