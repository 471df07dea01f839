"""A line of the journal in French words: the act, the page, the number of what it is about. Never a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from ciom.accounts.models import User
from ciom.privacy.page_names import page_name
from orientation.models import OrientationRecord
from referrals.models import Referral
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant

SHOWN_AT_ONCE = 3


@dataclass(frozen=True)
class Reference:
    """A number; `url` leads to its page when the reader may open it now."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class JournalLine:
    at: datetime
    account: str
    action: str
    page: str
    reason: str
    references: Sequence[Reference]
    people_unnamed: int

    @property
    def first(self) -> Sequence[Reference]:
        return self.references[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> Sequence[Reference]:
        return self.references[SHOWN_AT_ONCE:]

    @property
    def others(self) -> int:
        return len(self.rest) + self.people_unnamed


def in_words(entries: Sequence[JournalEntry], *, reader: Any) -> list[JournalLine]:
    """These lines, `with_first_people`, as the reader sees them, in as many queries for one line as for fifty.

    What an access was refused to is named to those alone who read the whole journal: to the others it must not exist.
    """
    reads_all = reader.has_perm("registry.view_journalentry")
    people = _numbers(
        Migrant,
        {person for entry in entries for person in entry.first_people},
        "registry:dossier",
        reader=reader,
    )
    objects = {
        Referral._meta.label_lower: _numbers(
            Referral, _keys(entries, Referral), "referrals:referral", reader=reader
        ),
        OrientationRecord._meta.label_lower: _interviews(entries, reader=reader),
        User._meta.label_lower: {
            str(account.pk): Reference(f"Compte {account.username}")
            for account in User.objects.filter(pk__in=_keys(entries, User))
        },
    }
    return [
        JournalLine(
            at=entry.at,
            account=entry.actor.username if entry.actor else "",
            action=entry.get_action_display(),
            # « Connexion » says it all.
            page="" if entry.object_type == User._meta.label_lower else page_name(entry.page),
            reason=entry.reason,
            references=[
                *filter(None, [objects.get(entry.object_type, {}).get(entry.object_id)]),
                *filter(None, (people.get(str(person)) for person in entry.first_people)),
            ]
            if reads_all or entry.action != JournalAction.REFUSED
            else [],
            people_unnamed=entry.people_count - len(entry.first_people),
        )
        for entry in entries
    ]


def _keys(entries: Iterable[JournalEntry], model: type) -> set[str]:
    label = model._meta.label_lower  # type: ignore[attr-defined]
    return {entry.object_id for entry in entries if entry.object_type == label}


def _numbers(model: Any, keys: set[UUID] | set[str], page: str, *, reader: Any) -> dict[str, Reference]:
    found = model.objects.filter(pk__in=keys)
    readable = set(model.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        str(pk): Reference(number, reverse(page, args=[pk]) if pk in readable else "")
        for pk, number in found.values_list("pk", "number")
    }


def _interviews(entries: Iterable[JournalEntry], *, reader: Any) -> dict[str, Reference]:
    keys = _keys(entries, OrientationRecord)
    readable = OrientationRecord.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True)
    pages = {str(pk): reverse("orientation:interview", args=[pk]) for pk in readable}
    return {key: Reference("Entretien", pages.get(key, "")) for key in keys}
