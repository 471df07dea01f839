"""What may stand in the name and the telephone of a person."""

from django.core.exceptions import ValidationError

# For the database, which has no word for them: controls, soft hyphen, marks that turn the direction of writing,
# signs of no width.
HIDDEN_CHARACTERS = (
    r"[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
A_LETTER = "[[:alpha:]]"


def on_one_line(text: str) -> str:
    """The text without invisible signs, its words parted by single spaces.

    >>> on_one_line("A\\u200bwa\\u202e\\u00a0 Diop\\n")
    'Awa Diop'
    """
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def has_a_letter(name: str) -> None:
    """Raises ValidationError when a name is made of figures and signs alone."""
    if not any(c.isalpha() for c in name):
        raise ValidationError("Un nom s’écrit avec des lettres.", code="no_letter")


def has_a_digit(phone: str) -> None:
    """Raises ValidationError when nothing in a telephone can be dialled."""
    if not any(c.isdigit() for c in phone):
        raise ValidationError("Écrivez le numéro en chiffres, ou laissez la case vide.", code="no_digit")
