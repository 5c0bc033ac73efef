"""The tables of an example as models of Django; it makes and changes none of them."""

from django.db import models


class Area(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "area"

    def __str__(self) -> str:
        return str(self.name)


class Contact(models.Model):
    """A person, with what the list of Thuis shows of them."""

    called_name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200)
    street = models.CharField(max_length=200)
    house_number = models.CharField(max_length=20)
    postcode = models.CharField(max_length=20)
    birth_year = models.IntegerField(null=True)
    area = models.ForeignKey(Area, models.PROTECT)
    stage = models.CharField(max_length=20)
    next_step_on = models.DateField()
    next_step = models.CharField(max_length=200)
    last_visit_on = models.DateField(null=True)
    open_referrals = models.IntegerField()
    volunteer_name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "contact"
        ordering = ("next_step_on", "id")

    def __str__(self) -> str:
        return f"{self.called_name} {self.last_name}"


class Phone(models.Model):
    contact = models.ForeignKey(Contact, models.CASCADE)
    number = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = "contact_phone"


class Consent(models.Model):
    contact = models.ForeignKey(Contact, models.CASCADE)
    purpose = models.CharField(max_length=40)
    given_on = models.DateField()

    class Meta:
        managed = False
        db_table = "consent"


class Wish(models.Model):
    contact = models.ForeignKey(Contact, models.CASCADE)
    words = models.TextField()
    state = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = "wish"
