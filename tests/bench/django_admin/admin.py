"""The list and the page of a person, as a developer writes them for Django's admin."""

from django.contrib import admin

from tests.bench.django_admin.models import Consent, Contact, Phone, Wish


class PhoneInline(admin.TabularInline):
    model = Phone
    extra = 0


class ConsentInline(admin.TabularInline):
    model = Consent
    extra = 0


class WishInline(admin.TabularInline):
    model = Wish
    extra = 0


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = (
        *("called_name", "last_name", "area", "stage", "next_step_on", "next_step"),
        *("last_visit_on", "open_referrals", "volunteer_name"),
    )
    list_filter = ("stage", "area")
    list_per_page = 25
    list_select_related = ("area",)
    search_fields = ("called_name", "last_name")
    inlines = (PhoneInline, ConsentInline, WishInline)
