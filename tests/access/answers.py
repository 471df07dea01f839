"""The words of the table of expected answers, and how a response is read as one of them."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from ciom.accounts.roles import Role

ANONYMOUS = "anonymous"
PERSONAS = [ANONYMOUS, *Role.values]


class Answer(StrEnum):
    OPEN = "the page, or a redirect to the page that comes next"
    SIGN_IN = "a redirect to the sign-in page"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    WRONG_METHOD = "405"


Answers = dict[str, Answer]


@dataclass(frozen=True)
class Route:
    """What one route answers to each persona, for an object of theirs and for one of somebody else's.

    `other_get` and `other_post` are for routes whose address names an object; see `objects.py`.
    """

    get: Answers
    post: Answers
    other_get: Answers | None = None
    other_post: Answers | None = None


def everyone(answer: Answer) -> Answers:
    """The same for all, visitors included: public pages."""
    return dict.fromkeys(PERSONAS, answer)


def signed_in(answer: Answer) -> Answers:
    """The same for every role; a visitor is asked to sign in."""
    return {**everyone(answer), ANONYMOUS: Answer.SIGN_IN}


def only(*roles: Role, answer: Answer = Answer.OPEN, otherwise: Answer = Answer.FORBIDDEN) -> Answers:
    """`answer` for these roles, `otherwise` for the others; a visitor is asked to sign in."""
    return {**signed_in(otherwise), **{role.value: answer for role in roles}}


def read(response: HttpResponse, *, next_pages: set[str] | None = None) -> Answer | str:
    """The answer that a response is; when it is none of them, what it is in words.

    `next_pages` names the routes that a redirect may lead to; None accepts any address of the site.
    """
    if response.status_code in (301, 302, 303):
        path = response["Location"].split("#")[0].split("?")[0]
        if path in (reverse("sign_in"), reverse("admin:login")):
            return Answer.SIGN_IN
        try:
            leads_to = resolve(path).view_name
        except Resolver404:
            return f"a redirect to {path}, which is no page of the site"
        is_expected = next_pages is None or leads_to in next_pages
        return (
            Answer.OPEN if is_expected else f"a redirect to {leads_to} instead of {next_pages or 'no page'}"
        )
    by_status = {
        200: Answer.OPEN,
        403: Answer.FORBIDDEN,
        404: Answer.NOT_FOUND,
        405: Answer.WRONG_METHOD,
    }
    return by_status.get(response.status_code, f"status {response.status_code}")
