"""Users to choose from: of one name too."""

from thuis_app.organisation.accounts.models import User, choices_of


def user(id: int, name: str, email: str = "", telephone: str = "") -> User:
    return User(id=id, name=name, email=email, telephone=telephone)


def test_two_volunteers_of_one_name_are_told_apart() -> None:
    users = [
        user(1, "Jan Vos", "jan@thuis.example"),
        user(2, "Jan Vos", telephone="050 555 2163"),
        user(3, "Griet Bos", "griet@thuis.example"),
    ]

    assert choices_of(users) == [
        (1, "Jan Vos (jan@thuis.example)"),
        (2, "Jan Vos (050 555 2163)"),
        (3, "Griet Bos"),
    ]
