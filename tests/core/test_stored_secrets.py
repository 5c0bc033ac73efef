"""Short secrets of ours, encrypted with the keys of the installation."""

import pytest

from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring, new_key

FIRST, SECOND = new_key(), new_key()


def test_a_secret_is_read_again_and_each_time_looks_different() -> None:
    keys = Keyring(FIRST)
    one, other = (keys.encrypt("JBSWY3DPEHPK3PXP", "factor", "7") for _ in range(2))

    assert keys.decrypt(one, "factor", "7") == "JBSWY3DPEHPK3PXP"
    assert one != other
    assert "JBSWY3DPEHPK3PXP" not in one


def test_with_a_newer_key_in_front_the_older_one_still_reads() -> None:
    stored = Keyring(FIRST).encrypt("melkbus", "factor", "7")

    assert Keyring(f"{FIRST}\n{SECOND}").decrypt(stored, "factor", "7") == "melkbus"


@pytest.mark.parametrize("about", [("factor", "8"), ("other", "7"), ("factor7",), ()])
def test_it_opens_for_what_it_is_about_alone(about: tuple[str, ...]) -> None:
    stored = Keyring(FIRST).encrypt("melkbus", "factor", "7")

    with pytest.raises(DecryptionFailed):
        Keyring(FIRST).decrypt(stored, *about)


@pytest.mark.parametrize("stored", ["", "a", "é", "AAAA" * 20])
def test_what_we_did_not_encrypt_is_no_secret(stored: str) -> None:
    with pytest.raises(DecryptionFailed):
        Keyring(FIRST).decrypt(stored, "factor", "7")


def test_another_installation_reads_nothing() -> None:
    stored = Keyring(FIRST).encrypt("melkbus", "factor", "7")

    with pytest.raises(DecryptionFailed):
        Keyring(SECOND).decrypt(stored, "factor", "7")
