"""What the site is measured against: two administrations of Django over the same rows, and raw SQL.

The stock one is what Django gives; the tuned one has trigram indexes, 20 rows, no full count and no filters. Each has a
table of its own, without history nor vocabulary, so that neither slows or speeds up another.
"""

import uuid
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connections, models
from django.http import HttpRequest
from django.test import Client, override_settings

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from ciom.database.rights import grant_application_rights
from registry.enums import Sex
from registry.models import Nationality

MIDDLEWARE_OF_DJANGO = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class BarePerson(models.Model):
    """The columns that a list and a form of persons show."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    registered_on = models.DateField()
    family_name = models.CharField(max_length=120, blank=True)
    given_names = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    nationality = models.ForeignKey(Nationality, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class StockPerson(BarePerson):
    class Meta:
        app_label = "bench"


class TunedPerson(BarePerson):
    class Meta:
        app_label = "bench"


class OpenAdmin(admin.ModelAdmin):
    """Whoever enters does everything."""

    list_display = ["number", "family_name", "given_names", "sex", "birth_year", "nationality"]
    search_fields = ["family_name", "given_names"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission  # type: ignore[assignment]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


class StockAdmin(OpenAdmin):
    list_filter = ["sex", "nationality"]


class TunedAdmin(OpenAdmin):
    list_per_page = 20
    show_full_result_count = False


peers = admin.AdminSite(name="peers")
peers.register(StockPerson, StockAdmin)
peers.register(TunedPerson, TunedAdmin)

STOCK, TUNED = "/mesures/admin/bench/stockperson/", "/mesures/admin/bench/tunedperson/"


def copy_people() -> None:
    """Make the tables of the peers, with all persons of the registry."""
    connection = connections["owner"]
    columns = ", ".join(field.column for field in StockPerson._meta.concrete_fields)
    with connection.schema_editor() as schema:
        for model in (StockPerson, TunedPerson):
            schema.create_model(model)
            table = model._meta.db_table
            schema.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM registry_migrant")  # noqa: S608
        table = TunedPerson._meta.db_table
        for column in ("family_name", "given_names"):
            schema.execute(
                f"CREATE INDEX {table}_{column} ON {table} USING gin (UPPER({column}) gin_trgm_ops)"
            )
        # The whole name, folded, for the similarity of trigrams.
        schema.execute(f"ALTER TABLE {table} ADD folded text")
        schema.execute(f"UPDATE {table} SET folded = ciom_fold(given_names || ' ' || family_name)")  # noqa: S608
        schema.execute(f"CREATE INDEX {table}_folded ON {table} USING gin (folded gin_trgm_ops)")
    for model in (StockPerson, TunedPerson):
        ContentType.objects.db_manager("owner").get_for_model(model)
    grant_application_rights(connection)


def client_of_the_site(user: User) -> Client:
    """A browser signed in to the site."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def client_of_the_peers() -> Client:
    """A browser signed in to the administrations, behind the middleware of a new Django project."""
    client = Client(SERVER_NAME="localhost")
    with override_settings(MIDDLEWARE=MIDDLEWARE_OF_DJANGO):
        client.handler.load_middleware()
    client.force_login(make_user("pair", Role.ADMINISTRATOR))
    return client


def make_user(username: str, role: Role) -> User:
    return User.objects.create(username=username, full_name="Mesures", role=role)
