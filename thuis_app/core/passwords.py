"""Estimates how many guesses a password withstands."""

from collections.abc import Iterable
from threading import Lock

# Online a guesser has some thousands of tries a day. The lists of well-known passwords
# end below 30,000; a word with a year and a sign, at ten million.
FEWEST_GUESSES = 10**9
# Characters; the time it takes grows with the square, and what follows only adds.
LOOKED_AT = 40

# zxcvbn keeps the words of the last call in a dictionary of its module.
_one_at_a_time = Lock()


def is_easily_guessed(password: str, words: Iterable[str]) -> bool:
    """Whether few guesses are enough; `words` are known to the guesser as well."""
    # Its lists of words take long to load, and few requests choose a password.
    from zxcvbn import zxcvbn

    with _one_at_a_time:
        found = zxcvbn(password[:LOOKED_AT], user_inputs=list(words))
    return bool(found["guesses"] < FEWEST_GUESSES)
