from functools import partial

from flask import current_app, request

from thuis_app.core.secrets import keyed_hash
from thuis_app.organisation.accounts import rules
from thuis_app.organisation.accounts.rules import Attempt
from thuis_app.web import devices


def attempt_at(email: str) -> Attempt:
    """This request as a try to sign in to the account with that address.

    Who tried is counted under hashes that only this installation can make.
    """
    hashed = partial(keyed_hash, str(current_app.secret_key))
    network = rules.network_of(request.remote_addr or "")
    return Attempt(
        account=hashed(f"account {email}"),
        device=hashed(f"device {devices.key()}"),
        network=hashed(f"network {network}") if network else "",
        email=email,
        device_key=devices.key(),
    )
