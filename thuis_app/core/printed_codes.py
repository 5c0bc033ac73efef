"""Random codes that are printed on paper, and typed over once."""

import secrets

GROUPS, GROUP = 4, 4
# Without letters and digits that look alike on paper.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_code() -> str:
    """A random code of 80 bits, in groups of four."""
    return in_groups("".join(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP)))


def in_groups(code: str) -> str:
    """A code in groups of four, to type over."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """A code as it is compared: without what stands between, in capitals."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()
