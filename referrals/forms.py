"""Forms of the referrals."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils import timezone

from orientation.forms import need_choices
from orientation.models import Need, OrientationRecord
from referrals.enums import CancelReason, DeclineReason, ReferralState
from referrals.follow_up import FOLLOW_UPS
from referrals.models import Referral, ServiceNeed, TechnicalService
from referrals.models.referrals import ReferralQuerySet
from referrals.workflow import NewReferral
from registry.forms import YES_NO, ConsentFields, KeyedForm, choice_field
from registry.models import Migrant

FARTHEST_APPOINTMENT = timedelta(days=365)
SHORT_TEXT = {"rows": 4, "autocomplete": "off"}


class NeedChoiceForm(forms.Form):
    """First question: the need. Its answer decides which services are proposed."""

    besoin = forms.ModelChoiceField(
        label="Quel est le besoin\u202f?",
        queryset=Need.objects.current(),
        to_field_name="code",
        empty_label="Choisissez",
        error_messages={
            "required": "Choisissez un besoin.",
            "invalid_choice": "Ce besoin n’est plus dans la liste\u00a0: choisissez-en un autre.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "besoin").choices = need_choices("Choisissez", key="code")


class ServiceBox(NamedTuple):
    """A service to choose on the page, with the reason why it is proposed (empty when it is not)."""

    box: BoundWidget
    service: TechnicalService
    reason: str


class ReferralForm(KeyedForm, ConsentFields, forms.Form):
    """Sending a person's request to one service, with their agreement."""

    act = "envoyer la demande {record.number}"
    service = forms.ModelChoiceField(
        label="Service",
        queryset=TechnicalService.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un service."},
    )
    motive = forms.CharField(
        label="Ce que la personne demande",
        help_text=Referral._meta.get_field("motive").help_text,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        max_length=1000,
        error_messages={"required": "Expliquez la demande en deux phrases."},
    )
    is_urgent = forms.BooleanField(
        label="C’est urgent", help_text="Appelez aussi le service.", required=False
    )
    shares_identity = forms.ChoiceField(
        label="La personne accepte-t-elle que son nom soit transmis\u202f?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Notez la réponse pour son nom."},
    )
    shares_phone = forms.ChoiceField(
        label="Et son téléphone\u202f?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Notez la réponse pour son téléphone."},
    )
    # Asked for the CNPM, the police and the gendarmerie only, with a text of its own.
    identity_consent_given = forms.ChoiceField(
        label="La personne accepte-t-elle d’être connue de ce service\u202f?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )

    # The order of the page, which the summary of errors follows.
    field_order = [
        "id",
        "service",
        "motive",
        "is_urgent",
        "consent_given",
        "shares_identity",
        "shares_phone",
        "identity_consent_given",
    ]
    refusal_message = "Sans l’accord de la personne, rien n’est envoyé. Donnez-lui l’adresse du service."

    def __init__(self, *args: Any, proposals: Sequence[ServiceNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = TechnicalService.objects.current().filter(receives_referrals=True)
        choice_field(self, "service").queryset = services
        self._reasons = {answer.service_id: answer.reason for answer in proposals}
        rank = {key: place for place, key in enumerate(self._reasons)}
        self._services = sorted(services, key=lambda service: rank.get(service.pk, len(rank)))
        choice_field(self, "service").choices = [(service.pk, service.label) for service in self._services]
        if proposals:
            choice_field(self, "service").initial = proposals[0].service_id

    def proposed_services(self) -> list[ServiceBox]:
        """The services that answer the need, the right one to try first."""
        return [box for box in self._boxes() if box.service.pk in self._reasons]

    def other_services(self) -> list[ServiceBox]:
        return [box for box in self._boxes() if box.service.pk not in self._reasons]

    def other_is_chosen(self) -> bool:
        return any(box.box.data["selected"] for box in self.other_services())

    def _boxes(self) -> list[ServiceBox]:
        return [
            ServiceBox(box, service, self._reasons.get(service.pk, ""))
            for box, service in zip(self["service"], self._services, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        service = cleaned.get("service")
        sends_identity = "yes" in (cleaned.get("shares_identity"), cleaned.get("shares_phone"))
        if service and service.needs_identity_consent and sends_identity:
            answer = cleaned.get("identity_consent_given")
            if answer == "no":
                self.add_error(
                    "identity_consent_given",
                    f"Sans cet accord, le service {service.acronym} ne reçoit ni nom ni téléphone\u00a0: "
                    "répondez «\u00a0Non\u00a0» aux deux questions.",
                )
            elif answer != "yes":
                self.add_error(
                    "identity_consent_given",
                    f"Pour le service {service.acronym}, lisez aussi ce second texte, puis notez la réponse.",
                )
        return cleaned

    def new_referral(
        self, *, migrant: Migrant, need: Need, interview: OrientationRecord | None
    ) -> NewReferral:
        data = self.cleaned_data
        return NewReferral(
            id=data["id"],
            migrant=migrant,
            service=data["service"],
            need=need,
            motive=data["motive"],
            is_urgent=data["is_urgent"],
            shares_identity=data["shares_identity"] == "yes",
            shares_phone=data["shares_phone"] == "yes",
            interview=interview,
            identity_agreed=data["identity_consent_given"] == "yes",
        )


class ListFilterForm(forms.Form):
    """What narrows the list of referrals. Its values stand in the address: never anything about a person."""

    suivi = forms.ChoiceField(
        label="À suivre",
        choices=[("", "Toutes les demandes"), *((code, one.label) for code, one in FOLLOW_UPS.items())],
        required=False,
    )
    etat = forms.ChoiceField(
        label="État",
        choices=[("", "Tous les états"), *ReferralState.choices[1:]],
        required=False,
    )
    service = forms.ModelChoiceField(
        label="Service",
        queryset=TechnicalService.objects.filter(receives_referrals=True),
        to_field_name="code",
        empty_label="Tous les services",
        required=False,
    )

    def chosen(self) -> dict[str, str]:
        """The filters in force, as the address says them; one that means nothing is left out."""
        self.is_valid()
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}

    def label_of(self, name: str) -> str:
        """What a filter in force says on the page."""
        value = self.cleaned_data[name]
        if name == "suivi":
            return FOLLOW_UPS[value].label
        return ReferralState(value).label if name == "etat" else str(value)

    def narrow(self, referrals: ReferralQuerySet, today: date) -> ReferralQuerySet:
        """The referrals that the filters in force leave."""
        follow_up = FOLLOW_UPS.get(self.cleaned_data.get("suivi", ""))
        if follow_up:
            referrals = follow_up.narrow(referrals, today)
        if self.cleaned_data.get("etat"):
            referrals = referrals.filter(state=self.cleaned_data["etat"])
        if self.cleaned_data.get("service"):
            referrals = referrals.filter(service=self.cleaned_data["service"])
        return referrals


class SlipCodeForm(forms.Form):
    """What is printed on a slip: its short code, or the number of the referral."""

    code = forms.CharField(
        label="Code ou numéro de la fiche",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "class": "width-20",
            }
        ),
        error_messages={"required": "Écrivez le code ou le numéro de la fiche."},
    )


class AcceptForm(forms.ModelForm):
    class Meta:
        model = Referral
        fields = [
            "appointment_on",
            "appointment_at",
            "appointment_place",
            "appointment_contact",
            "papers_to_bring",
        ]
        widgets = {
            "appointment_on": forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d"),
            "appointment_at": forms.TimeInput(attrs={"type": "time", "class": "width-10"}, format="%H:%M"),
            "appointment_place": forms.TextInput(attrs={"autocomplete": "off"}),
            "appointment_contact": forms.TextInput(attrs={"autocomplete": "off"}),
            "papers_to_bring": forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        }
        help_texts = {
            "appointment_contact": "Un nom, un bureau ou un guichet.",
            "papers_to_bring": "Écrivez « Aucune » s’il n’y en a pas.",
        }

    required_message = {
        "appointment_on": "Indiquez la date.",
        "appointment_place": "Indiquez le lieu.",
        "appointment_contact": "Indiquez la personne ou le bureau à demander.",
        "papers_to_bring": "Indiquez les pièces à apporter, ou « Aucune ».",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in self.required_message.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message

    def clean_appointment_on(self) -> date:
        """A day that can still come, and soon enough not to be a slip of the pen."""
        day = self.cleaned_data["appointment_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("Cette date est passée.")
        if day > today + FARTHEST_APPOINTMENT:
            raise forms.ValidationError("Cette date est dans plus d’un an : vérifiez l’année.")
        return day


class DeclineForm(forms.Form):
    decline_reason = forms.ChoiceField(
        label="Pourquoi\u202f?",
        choices=[
            (value, f"{label} (à préciser)" if value == DeclineReason.OTHER else label)
            for value, label in DeclineReason.choices
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    decline_note = forms.CharField(
        label="Précision",
        help_text="Obligatoire pour une autre raison. Sinon, par exemple, le service compétent.",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decline_reason") == DeclineReason.OTHER and not cleaned.get("decline_note"):
            self.add_error("decline_note", "Précisez la raison.")
        return cleaned


class CancelForm(forms.Form):
    cancel_reason = forms.ChoiceField(
        label="Pourquoi annuler\u202f?",
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
