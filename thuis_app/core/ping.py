"""Tells a monitor elsewhere that the jobs went well, by asking for an address of it.

Such a monitor raises an alarm when it hears nothing for a while: also when the machine
is down, or the network, of which no page of Thuis can tell. Nothing is sent along.
"""

import logging
from http.client import HTTPException
from urllib.request import urlopen

SECONDS = 10


def send(address: str) -> None:
    """Ask for this address; that it does not answer is a line in the log."""
    try:
        with urlopen(address, timeout=SECONDS):
            pass
    except (OSError, HTTPException) as error:
        name = type(error).__name__
        logging.getLogger(__name__).warning("THUIS_PING does not answer: %s", name)
