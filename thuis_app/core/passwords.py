"""Estimates how many guesses a password withstands."""

from collections.abc import Collection, Iterable
from threading import Lock

# Online a guesser has some thousands of tries a day. The lists of well-known passwords
# end below 30,000; a word with a year and a sign, at ten million.
FEWEST_GUESSES = 10**9
# Characters; the time it takes grows with the square, and what follows only adds.
LOOKED_AT = 40

# Of well-known words: how many in a password are too few, how long the words are that
# add nothing (the, and), and how many letters may be left over (of a postcode). With
# five words in all it is a sentence, which is no word of a list.
TOO_FEW, ADDS_NOTHING, LEFT_OVER, SENTENCE = 2, 3, 2, 5
LIKE_LETTERS = str.maketrans("013457@$!", "oieastasi")

# zxcvbn keeps the words of the last call in a dictionary of its module.
_one_at_a_time = Lock()


def is_easily_guessed(password: str, words: Iterable[str]) -> bool:
    """Whether few guesses are enough; `words` are known to the guesser as well."""
    # Its lists of words take long to load, and few requests choose a password.
    from zxcvbn import zxcvbn

    with _one_at_a_time:
        found = zxcvbn(password[:LOOKED_AT], user_inputs=list(words))
    return bool(found["guesses"] < FEWEST_GUESSES)


def is_of_few_words(password: str, words: Iterable[str]) -> bool:
    """Whether it is one or two well-known words, and numbers and signs around them.

    Such as a season and a year, or a village and a word: `is_easily_guessed` knows
    the lists of the world, in which Dutch words are rare and ours are not.
    """
    known = {word.casefold() for word in words}
    core = password.casefold()[:LOOKED_AT].strip("0123456789.,;:!?@#$%^&*-_+=/ ")
    spellings = {core, core.translate(LIKE_LETTERS)}
    return any(_is_few(_letters(spelling), known) for spelling in spellings)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _is_few(letters: str, known: Collection[str]) -> bool:
    """Whether these letters are so few words with so few letters left over.

    `reached` holds at each letter the sets of words that lead there, how many words
    and letters left over that is in all, and how many of these are letters.
    """
    reached: list[set[tuple[frozenset[str], int, int]]] = [set() for _ in letters]
    reached.append(set())
    reached[0].add((frozenset(), 0, 0))
    for at in range(len(letters)):
        begin = [word for word in known if letters.startswith(word, at)]
        for used, count, left in reached[at]:
            if count + 1 == SENTENCE:
                continue
            if left < LEFT_OVER:
                reached[at + 1].add((used, count + 1, left + 1))
            for word in begin:
                more = used if len(word) <= ADDS_NOTHING else used | {word}
                if len(more) <= TOO_FEW:
                    reached[at + len(word)].add((more, count + 1, left))
    return bool(letters) and bool(reached[-1])
