"""Sign-in, change of password, accounts."""

from typing import Any, cast

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import ModelChoiceField, ModelForm

from referrals.models import TechnicalService

from .models import User
from .roles import Role

LENGTH_HINT = "15 signes au moins. Une phrase que vous retenez convient bien. Les espaces comptent."


class SignInForm(AuthenticationForm):
    """Says the same thing whatever was wrong: a stranger learns nothing about who has an account."""

    error_messages = {
        "invalid_login": "Identifiant ou mot de passe inexact. Vérifiez-les, puis réessayez.",
        "inactive": "Identifiant ou mot de passe inexact. Vérifiez-les, puis réessayez.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The focus starts on the page, so that its heading and messages are read first.
        del self.fields["username"].widget.attrs["autofocus"]
        self.fields["username"].widget.attrs["spellcheck"] = "false"
        self.fields["username"].error_messages["required"] = "Écrivez votre identifiant."
        self.fields["password"].error_messages["required"] = "Écrivez votre mot de passe."


class OwnPasswordForm(PasswordChangeForm):
    """The signed-in person chooses a new password."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Ce n’est pas votre mot de passe actuel.",
        "password_mismatch": "Les deux mots de passe ne sont pas les mêmes.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]
        self.fields["old_password"].label = "Mot de passe actuel"
        self.fields["new_password1"].label = "Nouveau mot de passe"
        self.fields["new_password1"].help_text = LENGTH_HINT
        self.fields["new_password2"].label = "Nouveau mot de passe, une seconde fois"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("Choisissez un mot de passe différent de l’actuel.")
        return password

    def save(self, commit: bool = True) -> User:
        """Saves the password alone: the account may have been deactivated, or given another role, meanwhile."""
        user: User = super().save(commit=False)
        user.must_change_password = False
        if commit:
            user.save(update_fields=["password", "must_change_password"])
        return user


class AccountForm(ModelForm):
    """An account in the administration, with the service that an agent answers for."""

    service = ModelChoiceField(
        label="Service technique",
        queryset=TechnicalService.objects.all(),
        required=False,
        empty_label="Aucun",
        help_text="Pour un agent de service technique seulement\u00a0: il ne voit que les demandes de ce service.",
    )

    class Meta:
        model = User
        fields = ["username", "full_name", "role", "union", "email", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = TechnicalService.objects.filter(agents__user=self.instance.pk).first()
        services = cast(ModelChoiceField, self.fields["service"])
        services.queryset = TechnicalService.objects.filter(Q(is_current=True) | Q(pk=own and own.pk))
        services.initial = own and own.pk
        for field in self.fields.values():
            # The page carries what it showed: only what this administrator changed counts as changed.
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_agent = cleaned.get("role", self.instance.role) == Role.SERVICE_AGENT
        service = cleaned.get("service")
        if is_agent and service is None:
            self.add_error("service", "Choisissez le service de cet agent.")
        if not is_agent and service is not None:
            self.add_error("service", "Seul un agent de service technique est rattaché à un service.")
        return cleaned

    def clean_username(self) -> str:
        return User.normalize_username(self.cleaned_data["username"])
