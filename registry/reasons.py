"""The reason that somebody gives before they read or take away what is not in their daily work."""

from django import forms


class ReasonField(forms.CharField):
    """One sentence for the journal, on one line."""

    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    default_error_messages = {
        "required": "Écrivez le motif.",
        "min_length": "Écrivez le motif en une phrase.",
        "max_length": "Écrivez le motif en 300 caractères au plus.",
    }

    def __init__(self) -> None:
        super().__init__(
            label="Motif",
            min_length=10,
            max_length=300,
            help_text="Une phrase, gardée dans le journal. N’y écrivez aucun nom.",
            error_messages=self.default_error_messages,
        )

    def clean(self, value: str) -> str:
        """A browser counts a new line as one character, the server as two."""
        return " ".join(super().clean(value).split())
