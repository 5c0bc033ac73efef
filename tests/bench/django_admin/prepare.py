"""Makes the accounts of the admin, and prints the cookie of one that is signed in."""

import os

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.django_admin.settings"
    django.setup()
    # Models can be imported once Django is set up.
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    user, _is_new = User.objects.get_or_create(
        username="bench", is_staff=True, is_superuser=True
    )
    client = Client()
    client.force_login(user)
    print(f"sessionid={client.cookies['sessionid'].value}")


if __name__ == "__main__":
    main()
