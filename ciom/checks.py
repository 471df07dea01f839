"""Numbered system checks: a production that is unsafe or incomplete does not start.

Errors stop `manage.py` and the site; warnings are printed. On a development machine (`CIOM_DEVELOPMENT=1`, set by
`make run` and `make test`) production settings are not asked for.
"""

import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, SystemCheckError
from django.db import DatabaseError, connections
from django.http.request import validate_host

from ciom.database import APPLICATION_ROLE
from ciom.database.rights import application_role_exists
from registry.document_numbers import is_key

OLDEST_POSTGRESQL = 15


def refuse_unsafe_start() -> None:
    """Run every check, those of the database included; end the process when one of them is an error."""
    try:
        BaseCommand().check(include_deployment_checks=not settings.DEVELOPMENT)
        BaseCommand().check(tags=[Tags.database], databases=list(connections))
    except SystemCheckError as error:
        sys.exit(str(error))
    finally:
        connections.close_all()


@register()
def production_settings(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEVELOPMENT:
        return []
    hint = "Voir .env.example. Sur une machine de développement : CIOM_DEVELOPMENT=1."
    url = urlsplit(settings.PUBLIC_URL)
    try:
        secret_key = settings.SECRET_KEY
    except ImproperlyConfigured:  # raised by Django for an empty key
        secret_key = ""
    problems = [
        (
            len(secret_key) < 50 or len(set(secret_key)) < 5,
            "SECRET_KEY manque ou est trop simple : 50 caractères tirés au hasard au moins.",
            "ciom.E001",
        ),
        (settings.DEBUG, "DEBUG doit rester éteint : ses pages d’erreur montrent tout.", "ciom.E002"),
        (
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS manque ou accepte n’importe quel nom : donnez le nom du site.",
            "ciom.E003",
        ),
        (
            url.scheme != "https"
            or not url.hostname
            or settings.PUBLIC_URL.rstrip("/") != f"https://{url.netloc}",
            "PUBLIC_URL manque, n’est pas en https ou dit plus que le nom du site : "
            "c’est l’adresse écrite dans les courriels et sur les fiches.",
            "ciom.E004",
        ),
        (
            url.hostname and not validate_host(url.hostname, settings.ALLOWED_HOSTS),
            "PUBLIC_URL porte un nom absent de ALLOWED_HOSTS : le site refuserait ceux qui lisent le code d’une fiche.",
            "ciom.E005",
        ),
        (
            not settings.DOCUMENT_KEYS or not all(map(is_key, settings.DOCUMENT_KEYS)),
            "DOCUMENT_KEYS manque ou n’est pas une clé : les numéros des pièces d’identité ne seraient pas chiffrés.",
            "ciom.E006",
        ),
    ]
    return [Error(text, hint=hint, id=number) for failed, text, number in problems if failed]


@register()
def centre_settings(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEVELOPMENT:
        return []
    problems = [
        (
            not settings.CENTRE_PHONE,
            "CENTRE_PHONE manque : les fiches n’ont pas de numéro à appeler.",
            "ciom.W001",
        ),
        (
            not settings.CENTRE_ADDRESS,
            "CENTRE_ADDRESS manque : les fiches ne disent pas où venir.",
            "ciom.W002",
        ),
        (
            not settings.APDP_RECEIPT,
            "APDP_RECEIPT manque : le numéro du récépissé de l’APDP, sans lequel le fichier n’est pas déclaré.",
            "ciom.W003",
        ),
        (
            not settings.TRUSTED_PROXIES,
            "TRUSTED_PROXIES vaut 0 : derrière nginx, le site se croit en http et redirige sans fin.",
            "ciom.W004",
        ),
    ]
    return [
        Warning(text, hint="Voir .env.example.", id=number) for failed, text, number in problems if failed
    ]


@register(Tags.database)
def database_server(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
                version = cursor.fetchone()[0]
                cursor.execute("SELECT lower('É') = 'é' AND 'é' ~ '[[:alpha:]]'")
                knows_accents = cursor.fetchone()[0]
        except DatabaseError as error:
            # Without values: what cannot connect has read no row.
            messages.append(Error(f"La base de données ne répond pas : {error}", obj=alias, id="ciom.E011"))
            continue
        if version < OLDEST_POSTGRESQL:
            text = f"PostgreSQL {version} est trop ancien : il faut la version {OLDEST_POSTGRESQL} ou une plus récente."
            messages.append(Error(text, obj=alias, id="ciom.E010"))
        if not knows_accents:
            text = "La base ne connaît pas les lettres accentuées : créez-la avec LOCALE 'C.UTF-8'."
            messages.append(Error(text, obj=alias, id="ciom.E013"))
    return messages


@register(Tags.database)
def application_role(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if "default" not in (databases or []):
        return []
    connection = connections["default"]
    try:
        single_role = not application_role_exists(connection) or _role(connection) != APPLICATION_ROLE
    except DatabaseError:
        return []  # said by `database_server`
    if not single_role:
        return []
    return [
        Warning(
            f"Le site ne se connecte pas avec le rôle {APPLICATION_ROLE} : "
            "la base ne l’empêche pas de modifier le journal ni de changer les tables.",
            hint="Voir docs/exploitation.md, « Base de données extérieure ».",
            id="ciom.W010",
        )
    ]


def _role(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@register(Tags.database)
def demonstration_accounts(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEVELOPMENT or "default" not in (databases or []):
        return []
    from ciom.accounts.models import User

    connection = connections["default"]
    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return []  # before the first migration
        present = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []  # said by `database_server`
    if not present:
        return []
    return [
        Error(
            "Des comptes de démonstration existent dans cette base : leur mot de passe a été affiché.",
            hint="Partez d’une base neuve pour la production.",
            id="ciom.E012",
        )
    ]
