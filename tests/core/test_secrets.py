from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from thuis_app.core.errors import Busy
from thuis_app.core.secrets import (
    HASHES_AT_ONCE,
    HASHES_WAITING,
    hash_password,
    is_password,
)

PASSWORD = "licht in het dorp"
MANY = 40


def test_a_password_is_known_again_and_another_is_not() -> None:
    kept = hash_password(PASSWORD)

    assert is_password(PASSWORD, kept)
    assert not is_password("licht in de stad", kept)
    assert not is_password(PASSWORD, "")
    assert not is_password(PASSWORD, "set")


def test_of_many_threads_with_passwords_a_few_wait_and_others_hear_it() -> None:
    kept, together = hash_password(PASSWORD), Barrier(MANY)

    def tried(_number: int) -> bool | None:
        together.wait()
        try:
            return is_password(PASSWORD, kept)
        except Busy:
            return None

    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(tried, range(MANY)))

    assert answers.count(True) >= HASHES_AT_ONCE + HASHES_WAITING
    assert answers.count(None) > MANY / 4
    assert is_password(PASSWORD, kept), "it did not end"


def test_a_hash_that_failed_gives_its_place_back() -> None:
    for _try in range(HASHES_AT_ONCE + HASHES_WAITING + 1):
        with pytest.raises(UnicodeEncodeError):
            hash_password("\ud800")

    assert hash_password(PASSWORD)
