"""Erasing a person: what identifies them leaves every table and its history; what the statistics count remains.

The application may not touch history. The database function `ciom_erase_person` may, and does nothing else: it belongs
to the owner of the tables, is made again after each migration from the table below, and writes its own journal line.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ciom.database import APPLICATION_ROLE
from ciom.database.rights import application_role_exists
from referrals.enums import ReferralState
from registry.consent import withdraw_consent
from registry.enums import ConsentDecision, JournalAction
from registry.models import Migrant, SentForm

# What stands in place of a text that was not empty: some columns may not be empty.
_MARK = "CASE WHEN {column} = '' THEN '' ELSE '(effacé)' END"
OF_MIGRANT = "migrant_id = erased_person"
OF_INTERVIEW = (
    "record_id IN (SELECT id FROM orientation_orientationrecordevent WHERE migrant_id = erased_person)"
)


@dataclass(frozen=True)
class Erased:
    """In one table and its history: the texts to erase, other columns with what replaces them, and whose rows."""

    model: str
    texts: tuple[str, ...]
    others: dict[str, str] = field(default_factory=dict)
    rows: str = OF_MIGRANT

    @property
    def tables(self) -> tuple[str, str]:
        """The table and the one of its history."""
        model = apps.get_model(self.model)
        history: type[models.Model] = model._meta.get_field("events").related_model
        return model._meta.db_table, history._meta.db_table

    @property
    def changes(self) -> str:
        marked = {column: _MARK.format(column=column) for column in self.texts}
        return ", ".join(f"{column} = {value}" for column, value in (marked | self.others).items())


ERASED = (
    Erased(
        "registry.Migrant",
        ("family_name", "given_names", "other_names", "birth_place", "origin_place", "note"),
        {
            "phone": "''",
            "phone_number": "''",
            "other_phone": "''",
            "other_phone_number": "''",
            "employer_id": "NULL",
            "arrived_on": "NULL",
            "entry_point_id": "NULL",
            "marital_status": "''",
            "schooling": "''",
            "phone_is_own": "NULL",
            "may_be_called": "NULL",
            # The age keeps a band of five years.
            "birth_precision": "CASE WHEN birth_year IS NULL THEN 'unknown' ELSE 'estimated' END",
            "birth_year": "birth_year / 5 * 5",
            "birth_month": "NULL",
            "birth_day": "NULL",
        },
        rows="id = erased_person",
    ),
    Erased("registry.Stay", ("place_text",)),
    Erased(
        "registry.IdentityDocument",
        ("number_sealed",),
        {
            # Two papers of one kind differ by their digest: each keeps a text of its own that tells nothing.
            "number_digest": "CASE WHEN number_digest = '' THEN '' ELSE id::text END",
            "country_id": "NULL",
            "issued_on": "NULL",
            "expires_on": "NULL",
        },
    ),
    Erased("registry.Companion", ("name", "place_text"), {"birth_year": "birth_year / 5 * 5"}),
    Erased("orientation.Reception", ("note",)),
    Erased("orientation.OrientationRecord", ("note",)),
    Erased("orientation.RecordNeed", ("note",), rows=OF_INTERVIEW),
    Erased(
        "referrals.Referral",
        (
            "motive",
            "appointment_place",
            "appointment_contact",
            "papers_to_bring",
            "decline_note",
        ),
    ),
)


class ErasureRefused(Exception):
    """The person cannot be erased now; the message, in French, says what to do first."""


@transaction.atomic
def erase_person(migrant: Migrant, *, by: Any, reason: str) -> None:
    """Erase what identifies a person, for ever. Their agreements are withdrawn: no service keeps access.

    Raises ErasureRefused when it is done already, when a request to a service is still open, or when `by` may not.
    """
    if not by.has_perm("registry.erase_migrant"):
        raise ErasureRefused("Seul le délégué à la protection des données efface une personne.")
    locked = Migrant.objects.select_for_update(of=("self",)).get(pk=migrant.pk)
    if locked.erased_at is not None:
        raise ErasureRefused("Cette personne est déjà effacée.")
    if still_open := ", ".join(open_requests(migrant)):
        raise ErasureRefused(f"Des demandes sont en cours : faites-les d’abord annuler ({still_open}).")
    # What was said of the same person in dossiers that were merged into this one goes with it.
    for dossier in (migrant, *migrant.absorbed.all()):
        for consent in dossier.consents.filter(decision=ConsentDecision.GIVEN):
            withdraw_consent(consent, by=by)
        forget_sent_forms(dossier)
        with connection.cursor() as cursor:
            cursor.execute("SELECT ciom_erase_person(%s, %s, %s)", [dossier.pk, by.pk, reason])


def forget_sent_forms(migrant: Migrant) -> None:
    """Empty the digests of what was typed on a person; the keys stay: no form that comes again registers them."""
    rows = (
        migrant.receptions,
        migrant.interviews,
        migrant.referrals,
        migrant.consents,
        migrant.documents,
        migrant.stays,
        migrant.companions,
    )
    keys = [migrant.pk, *(key for of_kind in rows for key in of_kind.values_list("pk", flat=True))]
    SentForm.objects.filter(key__in=keys).update(digest="")


def open_requests(migrant: Migrant) -> list[str]:
    """Numbers of the requests that a service may still answer."""
    waiting = migrant.referrals.filter(state__in=(ReferralState.SENT, ReferralState.IN_PROGRESS))
    return list(waiting.order_by("number").values_list("number", flat=True))


def services_to_tell(migrant: Migrant) -> list[str]:
    """The services that received data on this person: they are told that it must be erased there too."""
    received = migrant.referrals.filter(sent_at__isnull=False)
    return list(received.order_by("service__label").values_list("service__label", flat=True).distinct())


def install_erasure_function(connection: BaseDatabaseWrapper) -> None:
    """Make the function again, as the owner of the tables, and let only the application role call it."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_function())
        cursor.execute("REVOKE ALL ON FUNCTION ciom_erase_person(uuid, uuid, text) FROM PUBLIC")
        if application_role_exists(connection):
            cursor.execute(
                f"GRANT EXECUTE ON FUNCTION ciom_erase_person(uuid, uuid, text) TO {APPLICATION_ROLE}"
            )


def install_after_migration(*, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    install_erasure_function(connections[using])


def _function() -> str:
    migrant, *others = ERASED
    live = "\n".join(_update(one.tables[0], one) for one in others)
    past = "\n".join(_update(one.tables[1], one) for one in ERASED)
    employer, employer_history = Erased("registry.Employer", ("name",)).tables
    # Only words of this file enter the text.
    return f"""
CREATE OR REPLACE FUNCTION ciom_erase_person(erased_person uuid, account uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF why !~ '^\\S.{{8,}}\\S$' THEN
        RAISE EXCEPTION 'a reason is needed';
    END IF;
    UPDATE registry_migrant SET {migrant.changes}, erased_at = now() WHERE {migrant.rows} AND erased_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody to erase';
    END IF;
{live}
    -- An employer may be the person, or name them: it leaves with the last dossier that names it.
    DELETE FROM {employer} WHERE NOT EXISTS (SELECT FROM registry_migrant WHERE employer_id = {employer}.id);
    -- The triggers of the history tables let an update through while this is on; the right to update they keep.
    PERFORM set_config('ciom.erasing', 'on', true);
{past}
    UPDATE {employer_history} SET name = '(effacé)'
        WHERE NOT EXISTS (SELECT FROM {employer} WHERE id = pgh_obj_id);
    PERFORM set_config('ciom.erasing', '', true);
    INSERT INTO registry_journalentry
        (at, actor_id, action, object_type, object_id, people, page, reason, request_id)
    VALUES
        (now(), account, '{JournalAction.ERASED}', 'registry.migrant', erased_person::text, ARRAY[erased_person], '', why, '');
END
$$
"""  # noqa: S608


def _update(table: str, erased: Erased) -> str:
    return f"    UPDATE {table} SET {erased.changes} WHERE {erased.rows};"  # noqa: S608
