"""Languages and interests, by which volunteers and people are matched."""

from enum import StrEnum


class SpokenLanguage(StrEnum):
    """A language or dialect that people here speak."""

    DUTCH = "dutch"
    GRONINGS = "gronings"
    FRISIAN = "frisian"
    GERMAN = "german"
    ENGLISH = "english"
    TURKISH = "turkish"
    ARABIC = "arabic"
    OTHER = "other"


class Interest(StrEnum):
    """An activity or a subject that a person likes."""

    CARDS_AND_GAMES = "cards_and_games"
    MUSIC = "music"
    HANDWORK = "handwork"
    GARDEN = "garden"
    WALKING = "walking"
    READING = "reading"
    COOKING = "cooking"
    ANIMALS = "animals"
    HISTORY = "history"
    CHURCH = "church"
    SPORT = "sport"
    TECHNOLOGY = "technology"
