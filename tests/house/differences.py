"""What differs between the code and a table of the tests, and what to do about it."""

from collections.abc import Collection, Mapping, Sequence

from tests.house.tables import COLUMNS


def differences(code: Collection[str], table: Collection[str], *, place: str) -> str:
    """What to add to a table and what to take out of it; '' when it is complete."""
    missing, gone = sorted(set(code) - set(table)), sorted(set(table) - set(code))
    add = f"add a line for each of these to {place}: {', '.join(missing)}"
    take_out = f"these are gone, take them out of {place}: {', '.join(gone)}"
    return "; ".join([add] * bool(missing) + [take_out] * bool(gone))


def gone(table: Collection[str], code: Collection[str], *, place: str) -> str:
    """What to take out of a list of exceptions; '' when all of them still exist."""
    return differences(set(code) & set(table), table, place=place)


def changed_line(
    endpoint: str, answers: Sequence[str], table: Mapping[str, Sequence[str]]
) -> str:
    """Who is answered otherwise than the table says, and the line as it would be."""
    pairs = zip(COLUMNS, answers, table[endpoint], strict=True)
    others = [
        f"{who} is answered '{now}', and the table says '{was}'"
        for who, now, was in pairs
        if now != was
    ]
    line = f"{endpoint:<26} " + " ".join(f"{one:<6}" for one in answers).rstrip()
    return (
        f"{'; '.join(others)}. Mend the policy, or, where it is meant, "
        f"write this line instead of the old one:\n{line}"
    )
