"""What Thuis does with data, as the privacy papers print it.

Each table of the database stands in `TABLES`, with what it is for, the kinds of data
in it and how long these stay. A new table is added there, and a new kind of mail,
role or term to the words of `forms.py`: the tests say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from thuis_app.core.actors import Role
from thuis_app.core.legal_details import LegalDetails


class Paper(StrEnum):
    """The papers, in the order in which a foundation needs them."""

    LEAFLET = "leaflet"
    STATEMENT = "statement"
    ACCESS = "access"
    REGISTER = "register"
    ASSESSMENT = "assessment"
    CONFIDENTIALITY = "confidentiality"


class Processing(StrEnum):
    """A processing of personal data: one line of the register."""

    PEOPLE = "people"
    REACHING = "reaching"
    VISITS = "visits"
    CONCERNS = "concerns"
    RESPITE = "respite"
    REFERRALS = "referrals"
    VOLUNTEERS = "volunteers"
    CLAIMS = "claims"
    ACCOUNTS = "accounts"
    MAIL = "mail"
    AUDIT_LOG = "audit_log"
    FIGURES = "figures"


class DataKind(StrEnum):
    """A kind of personal data."""

    NAME = "name"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    BIRTH = "birth"
    LIFE = "life"
    HEALTH = "health"
    SAFETY = "safety"
    NETWORK = "network"
    CONSENT = "consent"
    TIMES = "times"
    REPORTS = "reports"
    PAPERS_SEEN = "papers_seen"
    MONEY = "money"
    SIGN_IN = "sign_in"
    LOOKS = "looks"


SPECIAL = frozenset({DataKind.HEALTH, DataKind.SAFETY})
"""The kinds of article 9 of the GDPR, or as sensitive."""


class Term(StrEnum):
    """What decides how long the rows of a table stay."""

    FILE = "file"
    ACCOUNT = "account"
    LISTED = "listed"
    LOG = "log"
    SIGNAL = "signal"
    DRAFT = "draft"
    TABLET = "tablet"
    TASK = "task"
    CHANGE = "change"
    MERGE = "merge"
    MAIL = "mail"
    FORM = "form"
    SIGN_IN_TRY = "sign_in_try"


BY_ITSELF = (
    *(Term.SIGNAL, Term.DRAFT, Term.TASK, Term.CHANGE, Term.MERGE),
    *(Term.MAIL, Term.FORM, Term.SIGN_IN_TRY),
)
"""Those after which Thuis erases by itself, in the night."""


@dataclass(frozen=True)
class TableUse:
    """What a table is for, the kinds of data in it, and how long its rows stay."""

    processing: Processing
    kinds: frozenset[DataKind]
    term: Term = Term.FILE


def _use(processing: Processing, *kinds: DataKind, term: Term = Term.FILE) -> TableUse:
    return TableUse(processing, frozenset(kinds), term)


_P, _K = Processing, DataKind
TABLES: Mapping[str, TableUse] = {
    "contact": _use(
        *(_P.PEOPLE, _K.NAME, _K.ADDRESS, _K.BIRTH, _K.LIFE, _K.HEALTH, _K.CONSENT)
    ),
    "contact_phone": _use(_P.PEOPLE, _K.TELEPHONE),
    "contact_word": _use(_P.PEOPLE, _K.NAME),
    "stage_change": _use(_P.PEOPLE, _K.LIFE),
    "held_role": _use(_P.PEOPLE, _K.LIFE),
    "tie": _use(_P.PEOPLE, _K.NETWORK),
    "consent": _use(_P.PEOPLE, _K.CONSENT),
    "assent": _use(_P.PEOPLE, _K.CONSENT),
    "wish": _use(_P.PEOPLE, _K.LIFE),
    "note": _use(_P.PEOPLE, _K.LIFE, _K.HEALTH),
    "note_version": _use(_P.PEOPLE, _K.LIFE, _K.HEALTH),
    "incident": _use(_P.PEOPLE, _K.HEALTH),
    "practice_person": _use(_P.PEOPLE),
    "distinct_pair": _use(_P.PEOPLE),
    "person_merge": _use(_P.PEOPLE, _K.NAME, _K.LIFE, term=Term.MERGE),
    "change_set": _use(_P.PEOPLE, _K.LIFE, term=Term.CHANGE),
    "task": _use(_P.PEOPLE, _K.LIFE, term=Term.TASK),
    "signal": _use(
        *(_P.REACHING, _K.NAME, _K.ADDRESS, _K.TELEPHONE, _K.LIFE), term=Term.SIGNAL
    ),
    "attempt": _use(_P.REACHING, _K.TIMES, _K.LIFE),
    "outreach_plan": _use(_P.REACHING, _K.TIMES, _K.LIFE),
    "match": _use(_P.VISITS, _K.TIMES, _K.LIFE),
    "match_request": _use(_P.VISITS, _K.TIMES, _K.LIFE),
    "match_refusal": _use(_P.VISITS, _K.LIFE),
    "visit": _use(_P.VISITS, _K.TIMES),
    "visit_report": _use(_P.VISITS, _K.REPORTS, _K.HEALTH),
    "visit_draft": _use(_P.VISITS, _K.REPORTS, _K.HEALTH, term=Term.DRAFT),
    "tablet_report": _use(_P.VISITS, _K.REPORTS, _K.HEALTH, term=Term.TABLET),
    "tablet_count": _use(_P.VISITS, _K.TIMES, term=Term.ACCOUNT),
    "report_reply": _use(_P.VISITS, _K.REPORTS),
    "visit_feed": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "concern": _use(_P.CONCERNS, _K.SAFETY, _K.HEALTH),
    "concern_step": _use(_P.CONCERNS, _K.SAFETY, _K.HEALTH),
    "respite_request": _use(_P.RESPITE, _K.NETWORK, _K.LIFE, _K.HEALTH, _K.TELEPHONE),
    "booking": _use(_P.RESPITE, _K.TIMES),
    "referral": _use(_P.REFERRALS, _K.CONSENT, _K.LIFE),
    "referral_step": _use(_P.REFERRALS, _K.LIFE),
    "offering": _use(
        *(_P.REFERRALS, _K.NAME, _K.TELEPHONE, _K.EMAIL), term=Term.LISTED
    ),
    "room": _use(*(_P.RESPITE, _K.NAME, _K.ADDRESS, _K.TELEPHONE), term=Term.LISTED),
    "volunteer": _use(
        *(_P.VOLUNTEERS, _K.ADDRESS, _K.BIRTH, _K.LIFE, _K.TELEPHONE, _K.NAME),
    ),
    "volunteer_time": _use(_P.VOLUNTEERS, _K.TIMES),
    "volunteer_block": _use(_P.VOLUNTEERS, _K.TIMES),
    "volunteer_change": _use(_P.VOLUNTEERS, _K.LIFE),
    "volunteer_requirement": _use(_P.VOLUNTEERS, _K.PAPERS_SEEN),
    "talk_wish": _use(_P.VOLUNTEERS, _K.TIMES),
    "training": _use(_P.VOLUNTEERS, _K.TIMES),
    "training_attendance": _use(_P.VOLUNTEERS, _K.TIMES),
    "claim": _use(_P.CLAIMS, _K.MONEY, _K.TIMES),
    "bank_account": _use(_P.CLAIMS, _K.MONEY),
    "payment_list": _use(_P.CLAIMS, _K.TIMES),
    "payment_line": _use(_P.CLAIMS, _K.MONEY),
    "rate": _use(_P.CLAIMS, term=Term.LISTED),
    "user": _use(
        *(_P.ACCOUNTS, _K.NAME, _K.EMAIL, _K.TELEPHONE, _K.SIGN_IN), term=Term.ACCOUNT
    ),
    "user_role": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "user_area": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "user_word": _use(_P.ACCOUNTS, _K.NAME, term=Term.ACCOUNT),
    "user_session": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "invitation": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "second_factor": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "recovery_code": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "agreement": _use(_P.ACCOUNTS, _K.SIGN_IN, _K.EMAIL, term=Term.ACCOUNT),
    "paper_code": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "emergency_access": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "passkey": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "passkey_link": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "passkey_challenge": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.ACCOUNT),
    "absence": _use(_P.ACCOUNTS, _K.TIMES, term=Term.ACCOUNT),
    "deputy": _use(_P.ACCOUNTS, _K.TIMES, term=Term.ACCOUNT),
    "task_handover": _use(_P.ACCOUNTS, _K.TIMES, term=Term.ACCOUNT),
    "help_numbers": _use(_P.ACCOUNTS, _K.NAME, _K.TELEPHONE, term=Term.LISTED),
    "form_key": _use(_P.ACCOUNTS, _K.TIMES, term=Term.FORM),
    "sign_in_try": _use(_P.ACCOUNTS, _K.SIGN_IN, term=Term.SIGN_IN_TRY),
    "outgoing_mail": _use(_P.MAIL, _K.EMAIL, _K.TIMES, term=Term.MAIL),
    "trail_entry": _use(_P.AUDIT_LOG, _K.LOOKS, term=Term.LOG),
    "audit_review": _use(_P.AUDIT_LOG, _K.LOOKS, term=Term.LOG),
    "report_person_reached": _use(_P.FIGURES, _K.TIMES),
}
"""The tables with personal data; a test fails when a new table is not here."""

NOT_PERSONAL = frozenset(
    {
        *("area", "offering_area", "room_part", "foundation", "installation"),
        *("outreach_table", "outreach_gap", "outreach_way", "outreach_text"),
        *("concern_terms", "requirement_setting", "skipped_step", "job_run"),
        *("restore", "audit_block", "report_day_count", "signal_tally"),
    }
)
"""The tables with settings, villages and totals, and no data of a person."""


def tables_of(processing: Processing) -> list[str]:
    """The tables of a processing, in the order of `TABLES`."""
    return [name for name, use in TABLES.items() if use.processing is processing]


def kinds_of(processing: Processing) -> list[DataKind]:
    """The kinds of data of a processing, in the order of the enumeration."""
    found = {kind for name in tables_of(processing) for kind in TABLES[name].kinds}
    return [kind for kind in DataKind if kind in found]


def terms_of(processing: Processing) -> list[Term]:
    """What decides how long the data of a processing stay."""
    found = {TABLES[name].term for name in tables_of(processing)}
    return [term for term in Term if term in found]


@dataclass(frozen=True)
class BackupTerms:
    """Which backups are kept, whether there is a folder and a key to make them, and
    whether they are copied elsewhere."""

    is_made: bool
    is_copied: bool
    days: int
    weeks: int
    months: int
    fewest: int


@dataclass(frozen=True)
class Facts:
    """How this installation is set, and what its rules say.

    `lengths` are how long the data of a term stay, for the terms of `BY_ITSELF`;
    `mail_server` is empty where no mail is sent.
    """

    details: LegalDetails
    site: str
    is_production: bool
    is_factor_required: bool
    must_have_factor: frozenset[Role]
    mail_server: str
    is_mail_encrypted: bool
    backup: BackupTerms
    lengths: Mapping[Term, timedelta]
    idle: timedelta
    longest_session: timedelta
    fresh: timedelta
    invitation: timedelta
    on_tablet: timedelta
    after_match: timedelta
    password_length: int
    rounded_to: int


class Risk(StrEnum):
    """What may go wrong for the people whose data it is."""

    CURIOUS = "curious"
    LOST_TABLET = "lost_tablet"
    GUESSED = "guessed"
    SERVER = "server"
    BACKUP = "backup"
    LOST = "lost"
    PASSED_ON = "passed_on"
    TOO_MUCH = "too_much"
    UNAWARE = "unaware"
    TOO_LONG = "too_long"
    RECKONED = "reckoned"
    HOST = "host"
    SMALL_VILLAGE = "small_village"
