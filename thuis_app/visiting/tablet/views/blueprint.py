import json

from flask import Blueprint, current_app

from thuis_app.core.seals import Keyring, keyring
from thuis_app.core.secrets import hash_key
from thuis_app.visiting.tablet import rules
from thuis_app.visiting.tablet.models import TabletReport
from thuis_app.visiting.tablet.rules import Pairs
from thuis_app.web import devices, pocket
from thuis_app.web.guard import actor

bp = Blueprint("tablet", __name__)


def answers_of(kept: TabletReport) -> Pairs:
    """What a report said; one that could not be opened is tried again."""
    if kept.answers:
        return [(name, value) for name, value in json.loads(kept.answers)]
    envelope = rules.envelope(pocket.read(kept.sealed))
    letter = rules.opened(keys(), envelope) if envelope else None
    return rules.without_numbers(letter.answers) if letter else []


def owner() -> str:
    return keys().name(actor().id, "user")


def device() -> str:
    return hash_key(devices.key())


def keys() -> Keyring:
    return keyring(current_app.config["TABLET_KEYS"])
