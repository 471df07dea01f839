"""Our words in place of those of Django: `locale/fr/LC_MESSAGES/django.po`."""

import ast
import gettext
import re
from pathlib import Path

import phonenumber_field
import pytest
from django import core, db, forms
from django.conf import settings
from django.contrib import admin
from phonenumber_field.formfields import PhoneNumberField

WORDS = Path(settings.BASE_DIR) / "locale/fr/LC_MESSAGES"
PROGRAM_TEXT = [
    path.read_text()
    for package in (core, db, forms, admin, phonenumber_field)
    for path in Path(package.__file__).parent.rglob("*")
    if path.suffix in (".py", ".html") and "locale" not in path.parts
]


def entries() -> dict[str, str]:
    """The messages of the readable file, first form of each, by what they replace."""
    text = (WORDS / "django.po").read_text()
    pattern = r'^msgid (".+")\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? (".+")$'
    return {ast.literal_eval(old): ast.literal_eval(new) for old, new in re.findall(pattern, text, re.M)}


def test_the_compiled_words_are_those_of_the_readable_file() -> None:
    with (WORDS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    by_message: dict[str, str] = {}
    for key, value in compiled.items():
        message = key[0] if isinstance(key, tuple) else key
        by_message.setdefault(message.split("\x04")[-1], value)
    del by_message[""]
    assert by_message == entries(), "make words"


def test_every_replaced_sentence_is_still_said_by_django() -> None:
    said = " ".join(re.sub(r'"\s*\n?\s*"', "", text) for text in PROGRAM_TEXT)
    assert [
        message for message in entries() if message not in said.replace("{{ ", "%(").replace(" }}", ")s")
    ] == []


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (forms.CharField(max_length=5), "123456", "C’est trop long\u00a0: 5 signes au plus, il y en a 6."),
        (forms.CharField(), "", "Remplissez cette case."),
        (
            forms.DateField(),
            "demain",
            "Écrivez la date avec le jour, le mois et l’année, par exemple 23/11/2026.",
        ),
        (forms.TimeField(), "tôt", "Écrivez l’heure avec les minutes, par exemple 14:30."),
        (forms.IntegerField(), "trois", "Écrivez un nombre, en chiffres."),
        (forms.IntegerField(max_value=9), "10", "C’est trop\u00a0: 9 au plus."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choisissez une ligne de la liste."),
        (
            forms.CharField(),
            "\x00",
            "Un signe illisible s’est glissé ici\u00a0: effacez, puis écrivez de nouveau.",
        ),
        (
            PhoneNumberField(region="ML"),
            "abc",
            "Écrivez un numéro de téléphone entier, par exemple 70 12 34 56",
        ),
    ],
)
def test_mistakes_are_said_in_our_words(field: forms.Field, typed: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages[0].startswith(message)
