"""Forms of the import of a file: the file, then what each of its columns holds."""

from typing import Any, cast

from django import forms

from registry.models import RegisterImport
from registry.register_import.columns import NAMES, Field
from registry.register_import.opening import MAX_BYTES, TOO_BIG
from registry.register_import.uploads import columns_left_out, propose_columns, samples

FIELDS = [
    ("", "Garder dans les remarques du dossier"),
    (Field.UNION, "Ne pas lire cette colonne"),
    (Field.FULL_NAME, "Nom et prénoms ensemble"),
    (Field.FAMILY_NAME, "Nom de famille"),
    (Field.GIVEN_NAMES, "Prénoms"),
    (Field.OTHER_NAMES, "Autre nom ou surnom"),
    (Field.SEX, "Sexe"),
    (Field.BIRTH, "Date ou année de naissance"),
    (Field.AGE, "Âge"),
    (Field.BIRTH_PLACE, "Lieu de naissance"),
    (Field.NATIONALITY, "Nationalité ou pays"),
    (Field.PROFESSION, "Profession"),
    (Field.PLACE, "Lieu ou site"),
    (Field.PHONE, "Téléphone"),
    (Field.DOCUMENT, "Pièce d’identité"),
    (Field.VISIT_DATE, "Date de la visite"),
    (Field.REASON, "Motif de la visite"),
    (Field.REFERRED_TO, "Orienté vers"),
    (Field.NUMBER, "Numéro de la ligne"),
    (Field.NOTE, "Remarque"),
]
_LABELS = dict(FIELDS)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Votre fichier",
        help_text="Classeur Excel (.xlsx) ou CSV, 5\u00a0Mo et 20\u202f000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": "Choisissez le fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG)
        return file


class ColumnsForm(forms.Form):
    """One list for each column of the file; those about unions are set aside beforehand."""

    def __init__(self, data: Any, register: RegisterImport) -> None:
        super().__init__(data)
        proposed, values, aside = propose_columns(register), samples(register), columns_left_out(register)
        for column in sorted({*values, *(n for n, title in enumerate(register.titles) if title)} - aside):
            title = register.titles[column] if column < len(register.titles) else ""
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=f"«\u00a0{title}\u00a0»" if title else f"Colonne {column + 1}, sans titre",
                help_text=f"Par exemple\u00a0: {' – '.join(values[column])}"
                if values.get(column)
                else "Vide",
                choices=FIELDS,
                required=False,
                initial=proposed.get(column, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [field for field in cleaned.values() if field and field != Field.UNION]
        if not NAMES & set(chosen):
            self.add_error(None, "Dites quelle colonne contient le nom ou les prénoms.")
        for name, field in cleaned.items():
            if field and field != Field.UNION and chosen.count(field) > 1:
                self.add_error(
                    name, f"Deux colonnes disent «\u00a0{_LABELS[field]}\u00a0»\u00a0: gardez-en une."
                )
        return cleaned

    def mapping(self) -> dict[int, Field]:
        """Column (from 0) -> field."""
        chosen = cast(dict[str, str], self.cleaned_data)
        return {int(name.removeprefix("column_")): Field(field) for name, field in chosen.items() if field}
