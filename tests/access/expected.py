"""Who gets what on every route. A route that is missing here fails the run."""

from tests.access.answers import Answer, Route, everyone, signed_in

PUBLIC = everyone(Answer.OPEN)
PUBLIC_NO_METHOD = everyone(Answer.WRONG_METHOD)
SIGNED_IN = signed_in(Answer.OPEN)
NO_METHOD = signed_in(Answer.WRONG_METHOD)

EXPECTED: dict[str, Route] = {
    "health": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "sign_in": Route(get=PUBLIC, post=PUBLIC),
    "sign_out": Route(get=PUBLIC_NO_METHOD, post=everyone(Answer.SIGN_IN)),
    "account": Route(get=SIGNED_IN, post=NO_METHOD),
    "change_password": Route(get=SIGNED_IN, post=SIGNED_IN),
}
