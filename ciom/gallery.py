"""The page `/composants/` (development only): every component in every state. All people on it are invented."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.bootstrap import AppendedText, FormActions, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ciom.navigation import Entry
from referrals.enums import ReferralState

BAMAKO = ZoneInfo("Africa/Bamako")

PRECISIONS = [
    ("exact", "Date exacte"),
    ("month", "Mois et année"),
    ("year", "Année seulement"),
    ("estimated", "Année estimée"),
    ("unknown", "Je ne sais pas"),
]


class ExampleForm(forms.Form):
    """One field of each kind."""

    family_name = forms.CharField(label="Nom", max_length=100, error_messages={"required": "Écrivez le nom."})
    given_names = forms.CharField(label="Prénoms", max_length=100, required=False)
    sex = forms.ChoiceField(
        label="Sexe",
        choices=[("F", "Femme"), ("M", "Homme")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le sexe."},
    )
    nationality = forms.ChoiceField(
        label="Nationalité",
        help_text="Telle que la personne la déclare.",
        choices=[
            ("", "Choisir"),
            ("Les plus fréquentes", [("SN", "Sénégalaise"), ("GN", "Guinéenne"), ("BF", "Burkinabè")]),
            ("Toutes", [("DZ", "Algérienne"), ("BJ", "Béninoise"), ("XX", "Non déclarée")]),
        ],
        error_messages={"required": "Choisissez la nationalité, ou «\u00a0Non déclarée\u00a0»."},
    )
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        help_text="Écrivez-le comme on vous le dit, avec ou sans indicatif.",
    )
    languages = forms.MultipleChoiceField(
        label="Langues parlées",
        choices=[("bm", "Bambara"), ("snk", "Soninké"), ("ff", "Peul"), ("wo", "Wolof")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    may_call = forms.BooleanField(
        label="On peut appeler ce numéro", required=False, help_text="Demandez si le téléphone est partagé."
    )
    amount = forms.IntegerField(label="Salaire non payé", required=False, min_value=0)
    need = forms.CharField(
        label="Demande de la personne",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Deux phrases suffisent. N’écrivez ni maladie, ni opinion, ni procédure judiciaire.",
    )
    means = forms.ChoiceField(
        label="Comment l’accord a été donné",
        choices=[
            ("spoken", "De vive voix"),
            ("signature", "Par signature"),
            ("fingerprint", "Par empreinte"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez comment l’accord a été donné."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                "Identité",
                Row("family_name", "given_names"),
                InlineRadios("sex"),
                "nationality",
            ),
            Fieldset(
                "Pour la joindre",
                Field("phone", css_class="width-20", inputmode="tel"),
                "may_call",
                "languages",
            ),
            Fieldset("Demande", AppendedText("amount", "FCFA", css_class="width-10"), "need", "means"),
            FormActions(
                Submit("save", "Enregistrer la personne"),
                Submit("draft", "Enregistrer le brouillon", css_class="secondary"),
            ),
        )


class BirthForm(forms.Form):
    """The fields of `components/birth_date.html`."""

    birth_precision = forms.ChoiceField(
        label="Date de naissance", choices=PRECISIONS, widget=forms.RadioSelect, initial="year"
    )
    birth_day = forms.IntegerField(label="Jour", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    birth_month = forms.CharField(label="Mois")
    birth_year = forms.IntegerField(label="Année", widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class ConsentForm(forms.Form):
    """The answer in `components/consent_panel.html`."""

    agreed = forms.ChoiceField(
        label="La personne est-elle d’accord\u202f?",
        choices=[("yes", "Oui, elle est d’accord"), ("no", "Non")],
        widget=forms.RadioSelect,
    )


@login_not_required
@require_safe
@transaction.non_atomic_requests
def gallery(request: HttpRequest) -> HttpResponse:
    """All the components, with no sign-in and no database."""
    return render(request, "gallery.html", _examples())


@login_not_required
@require_safe
@transaction.non_atomic_requests
def gallery_errors(request: HttpRequest) -> HttpResponse:
    """A form that came back with errors: the summary takes the focus, the title says « Erreur »."""
    form = ExampleForm({"given_names": "Awa", "amount": "beaucoup"})
    return render(request, "gallery_errors.html", {"form": form})


def _examples() -> dict[str, Any]:
    return {
        "navigation": [
            Entry("Accueil", "#accueil", "house", False),
            Entry("Migrants", "#migrants", "users", True),
            Entry("Orientations", "#orientations", "send", False),
            Entry("Rapports", "#rapports", "chart-column", False),
            Entry("Journal", "#journal", "scroll-text", False),
        ],
        "account_navigation": [
            Entry("Mon compte", "#compte", "circle-user", False),
            Entry("Administration", "#administration", "settings", False),
        ],
        "user": SimpleNamespace(get_short_name="Awa Traoré"),
        "contents": [
            ("recherche", "Recherche"),
            ("boutons", "Boutons"),
            ("listes", "Listes"),
            ("dossier", "Dossier"),
            ("etats", "États"),
            ("messages", "Messages"),
            ("formulaires", "Formulaires"),
            ("chiffres", "Chiffres"),
        ],
        "states": ReferralState.values,
        "tones": ["neutral", "info", "success", "warning", "danger"],
        "details": ["Femme", "née vers 1990", "Sénégalaise"],
        "other_details": ["Homme", "né le 3 mars 1987", "Guinéenne"],
        "referral_details": ["Salaire non payé", "12 octobre 2026"],
        "example_form": ExampleForm(),
        "error_form": ExampleForm({"given_names": "Awa"}, auto_id="erreur_%s"),
        "birth": BirthForm(),
        "consent": ConsentForm(),
        "consent_text": (
            "Nous allons écrire votre nom, votre âge et votre demande. Seul le service qui peut vous aider les recevra."
            "\nVous pouvez dire non. Vous pouvez changer d’avis à tout moment, sans rien perdre de l’aide du centre."
            "\nÊtes-vous d’accord\u202f?"
        ),
        "dossier_tabs": [
            {"label": "Dossier", "url": "#dossier", "is_current": True},
            {"label": "Accueils", "url": "#dossier", "count": 3, "is_current": False},
            {"label": "Orientations", "url": "#dossier", "count": 2, "is_current": False},
            {"label": "Historique", "url": "#dossier", "is_current": False},
        ],
        "inbox_tabs": [
            {"label": "À traiter", "url": "#listes", "count": 12, "is_current": True},
            {"label": "En attente", "url": "#listes", "count": 4, "is_current": False},
            {"label": "Terminées", "url": "#listes", "count": 1286, "is_current": False},
        ],
        "page": SimpleNamespace(is_first=False, next_cursor="suite"),
        "query": "",
        "chips": [
            {"label": "Sénégalaise", "url": "#listes"},
            {"label": "Kéniéba", "url": "#listes"},
            {"label": "Depuis septembre 2026", "url": "#listes"},
        ],
        "events": [
            {
                "title": "Rendez-vous fixé par l’INPS",
                "state": "accepted",
                "when": datetime(2026, 11, 23, 14, 30, tzinfo=BAMAKO),
                "author": "Moussa Keïta (INPS)",
                "text": "Bureau n°\u202f2, avec la carte consulaire.",
            },
            {
                "title": "Orientation envoyée à l’INPS",
                "state": "sent",
                "when": datetime(2026, 11, 20, 9, 0, tzinfo=BAMAKO),
                "author": "Awa Traoré",
                "url": "#dossier",
            },
            {"title": "Accueil au bureau", "when": date(2026, 11, 19), "author": "Awa Traoré"},
        ],
        "by_sex": [
            ("Sénégalaise", 64, 118),
            ("Guinéenne", 22, 97),
            ("Burkinabè", 8, 41),
            ("Ivoirienne", None, 12),
        ],
        "table_headers": ["Cercle", "Femmes", "Hommes", "Ensemble"],
        "table_rows": [
            ["Kayes", "64", "118", "182"],
            ["Kéniéba", "97", "1\u202f204", "1\u202f301"],
            ["Bafoulabé", None, None, "9"],
        ],
    }
