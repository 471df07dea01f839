import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_username_is_stored_in_lower_case_and_found_in_any() -> None:
    user = User.objects.create_user("  Animateur ", PASSWORD, full_name="Nom Inventé", role=Role.FACILITATOR)
    assert user.username == "animateur"
    assert User.objects.get_by_natural_key("ANIMATEUR") == user


def test_superuser_is_an_administrator() -> None:
    user = User.objects.create_superuser("chef", PASSWORD, full_name="Nom Inventé")
    assert user.role == Role.ADMINISTRATOR
    assert user.is_staff


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "Majuscule"},
        {"role": "king"},
        {"role": Role.UNION_SECRETARY, "union": ""},
        {"role": Role.FACILITATOR, "union": "UNTM"},
        {"role": Role.UNION_SECRETARY, "union": "AUTRE"},
    ],
)
def test_the_database_refuses(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(**fields)


def test_union_error_is_in_french() -> None:
    user = UserFactory.build(role=Role.FACILITATOR, union="UNTM")
    with pytest.raises(ValidationError, match="de lui seul"):
        user.full_clean()


def test_str_gives_no_name() -> None:
    assert str(UserFactory.build(username="animateur", full_name="Nom Inventé")) == "animateur"


def test_rights_cost_no_query(django_assert_num_queries) -> None:
    user = UserFactory()
    with django_assert_num_queries(0):
        assert user.has_perm("registry.view_migrant")
        assert user.has_perms(["registry.view_migrant", "registry.add_migrant"])
        assert not user.has_perm("accounts.view_user")
        assert user.has_module_perms("registry")
        assert not user.has_module_perms("accounts")


def test_inactive_account_has_no_right() -> None:
    assert not UserFactory(is_active=False).has_perm("registry.view_migrant")


def test_history_keeps_changes_but_neither_password_nor_last_sign_in() -> None:
    user = UserFactory()
    user.role = Role.ADMINISTRATOR
    user.save()
    user.set_password("une toute autre phrase")
    user.save()
    assert list(user.events.order_by("pgh_id").values_list("pgh_label", "role")) == [
        ("insert", Role.FACILITATOR),
        ("update", Role.ADMINISTRATOR),
    ]
    columns = {field.name for field in user.events.model._meta.get_fields()}
    assert not {"password", "last_login"} & columns


def test_history_cannot_be_rewritten() -> None:
    user = UserFactory()
    with pytest.raises(Exception, match="change refused"), transaction.atomic():
        user.events.all().delete()
    with (
        pytest.raises(Exception, match="truncate refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE accounts_userevent")


def test_closing_sessions_changes_their_signature() -> None:
    user = UserFactory()
    before = user.get_session_auth_hash()
    user.session_generation += 1
    assert user.get_session_auth_hash() != before


def test_accounts_are_found_by_what_they_may_do() -> None:
    agent = UserFactory(role=Role.SERVICE_AGENT)
    UserFactory(role=Role.SERVICE_AGENT, is_active=False)
    UserFactory(role=Role.ADMINISTRATOR)
    assert list(User.objects.with_perm("referrals.answer_referral")) == [agent]
