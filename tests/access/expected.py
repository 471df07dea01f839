"""Who gets what on every route. A route that is missing here fails the run."""

from ciom.accounts.roles import Role
from tests.access.answers import Answer, Answers, Route, everyone, only, signed_in

PUBLIC = everyone(Answer.OPEN)
PUBLIC_NO_METHOD = everyone(Answer.WRONG_METHOD)
SIGNED_IN = signed_in(Answer.OPEN)
NO_METHOD = signed_in(Answer.WRONG_METHOD)

CENTRE = only(Role.FACILITATOR)
CENTRE_NO_METHOD = only(Role.FACILITATOR, answer=Answer.WRONG_METHOD)
SERVICE = only(Role.SERVICE_AGENT)
SERVICE_NO_METHOD = only(Role.SERVICE_AGENT, answer=Answer.WRONG_METHOD)
SERVICE_STRANGER = only(Role.SERVICE_AGENT, answer=Answer.NOT_FOUND)
OFFICER = only(Role.DATA_PROTECTION_OFFICER)
REPORT_READERS = (
    Role.FACILITATOR,
    Role.UNION_SECRETARY,
    Role.NATIONAL_FOCAL_POINT,
    Role.DATA_PROTECTION_OFFICER,
)


def read_by(answers: Answers) -> Route:
    """A page that is read."""
    wrong_method = {Answer.OPEN: Answer.WRONG_METHOD}
    return Route(get=answers, post={persona: wrong_method.get(got, got) for persona, got in answers.items()})


CENTRE_PAGE = read_by(CENTRE)
CENTRE_FORM = Route(get=CENTRE, post=CENTRE)
# Facilitators see the requests to every service.
CENTRE_PAGE_OF_REFERRAL = Route(CENTRE, CENTRE_NO_METHOD, other_get=CENTRE, other_post=CENTRE_NO_METHOD)
SERVICE_FORM = Route(SERVICE, SERVICE, other_get=SERVICE_STRANGER, other_post=SERVICE_STRANGER)
# For the data-protection officer « own » is a dossier that they have opened with a reason.
OPENED_DOSSIER = Route(
    get=only(Role.FACILITATOR, Role.DATA_PROTECTION_OFFICER),
    post=only(Role.FACILITATOR, Role.DATA_PROTECTION_OFFICER, answer=Answer.WRONG_METHOD),
    other_get={**CENTRE, Role.DATA_PROTECTION_OFFICER: Answer.NOT_FOUND},
)

EXPECTED: dict[str, Route] = {
    "health": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "home": Route(get=SIGNED_IN, post=NO_METHOD),
    "centre": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "gallery": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "gallery_errors": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    # Accounts
    "sign_in": Route(get=PUBLIC, post=PUBLIC),
    "sign_out": Route(get=PUBLIC_NO_METHOD, post=everyone(Answer.SIGN_IN)),
    "account": Route(get=SIGNED_IN, post=NO_METHOD),
    "change_password": Route(get=SIGNED_IN, post=SIGNED_IN),
    # Registry
    "registry:migrants": CENTRE_FORM,
    "registry:new_migrant": CENTRE_FORM,
    "registry:new_companion": CENTRE_FORM,
    "registry:registered": CENTRE_PAGE,
    "registry:registration_refused": CENTRE_PAGE,
    "registry:consent": CENTRE_FORM,
    "registry:withdraw_consent": CENTRE_FORM,
    "registry:consent_receipt": CENTRE_PAGE,
    "registry:directory": read_by(only(*REPORT_READERS)),
    "registry:directory_figures": read_by(only(Role.FACILITATOR, Role.DATA_PROTECTION_OFFICER)),
    "registry:export": CENTRE_FORM,
    "registry:export_counts": read_by(only(*REPORT_READERS)),
    "registry:census": read_by(only(*REPORT_READERS)),
    "registry:census_pdf": read_by(only(*REPORT_READERS)),
    "registry:census_xlsx": read_by(only(*REPORT_READERS)),
    "registry:card": CENTRE_PAGE,
    "registry:cards": CENTRE_PAGE,
    "registry:dossier": OPENED_DOSSIER,
    "registry:section": CENTRE_FORM,
    "registry:add_row": CENTRE_FORM,
    "registry:correct_row": CENTRE_FORM,
    "registry:remove_row": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "registry:sites": read_by(only(*REPORT_READERS)),
    "registry:sites_map": read_by(only(*REPORT_READERS)),
    "registry:site": read_by(only(*REPORT_READERS)),
    "registry:move_people": CENTRE_FORM,
    "registry:duplicates": CENTRE_PAGE,
    "registry:duplicate": CENTRE_FORM,
    "registry:not_same": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "registry:merge": CENTRE_FORM,
    # Orientation
    "orientation:imports": CENTRE_FORM,
    "orientation:register_import": CENTRE_PAGE,
    "orientation:import_columns": CENTRE_FORM,
    "orientation:import_reading": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "orientation:import_decision": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "orientation:import_confirmation": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "orientation:import_report": CENTRE_PAGE,
    "orientation:import_undoing": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "orientation:import_abandonment": Route(get=CENTRE_NO_METHOD, post=CENTRE),
    "orientation:new_reception": CENTRE_FORM,
    "orientation:new_interview": CENTRE_FORM,
    "orientation:interview": OPENED_DOSSIER,
    "orientation:sheets": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "orientation:sheet": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    # Referrals
    "referrals:services": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "referrals:list": CENTRE_PAGE,
    "referrals:new": CENTRE_FORM,
    "referrals:inbox": read_by(SERVICE),
    "referrals:referral": Route(
        get=only(Role.FACILITATOR, Role.SERVICE_AGENT, Role.DATA_PROTECTION_OFFICER),
        post=only(
            Role.FACILITATOR,
            Role.SERVICE_AGENT,
            Role.DATA_PROTECTION_OFFICER,
            answer=Answer.WRONG_METHOD,
        ),
        other_get={
            **CENTRE,
            Role.SERVICE_AGENT: Answer.NOT_FOUND,
            Role.DATA_PROTECTION_OFFICER: Answer.NOT_FOUND,
        },
    ),
    "referrals:by_short_code": Route(
        get=only(
            Role.FACILITATOR, Role.SERVICE_AGENT, Role.DATA_PROTECTION_OFFICER, otherwise=Answer.NOT_FOUND
        ),
        post=NO_METHOD,
        other_get=only(Role.FACILITATOR, otherwise=Answer.NOT_FOUND),
        other_post=NO_METHOD,
    ),
    "referrals:find": Route(
        get=only(Role.FACILITATOR, Role.SERVICE_AGENT), post=only(Role.FACILITATOR, Role.SERVICE_AGENT)
    ),
    "referrals:sent": CENTRE_PAGE_OF_REFERRAL,
    "referrals:slip": CENTRE_PAGE_OF_REFERRAL,
    "referrals:take_up": Route(
        get=SERVICE_NO_METHOD, post=SERVICE, other_get=SERVICE_NO_METHOD, other_post=SERVICE_STRANGER
    ),
    "referrals:accept": SERVICE_FORM,
    "referrals:decline": SERVICE_FORM,
    "referrals:cancel": Route(get=CENTRE, post=CENTRE, other_get=CENTRE, other_post=CENTRE),
    "referrals:person_told": Route(
        get=CENTRE_NO_METHOD, post=CENTRE, other_get=CENTRE_NO_METHOD, other_post=CENTRE
    ),
    # Reports
    "reports:month_current": read_by(only(*REPORT_READERS)),
    "reports:month": read_by(only(*REPORT_READERS)),
    # Personal data
    "privacy:rights": Route(get=PUBLIC, post=PUBLIC_NO_METHOD),
    "privacy:journal": Route(get=SIGNED_IN, post=SIGNED_IN),
    "privacy:open_dossier": Route(get=OFFICER, post=OFFICER),
}

# Where the routes that redirect lead: an act done, or an address that stands for another.
NEXT_PAGE = {
    "sign_in": {"home"},
    "registry:migrants": {"registry:migrants"},
    # Who has already agreed may only take it back.
    "registry:consent": {"registry:dossier", "registry:withdraw_consent"},
    "registry:withdraw_consent": {"registry:consent_receipt"},
    "registry:section": {"registry:dossier"},
    "registry:remove_row": {"registry:dossier"},
    # Without anybody to print, the list says so.
    "registry:cards": {"registry:directory"},
    "referrals:by_short_code": {"referrals:referral"},
    "referrals:take_up": {"referrals:referral"},
    "referrals:person_told": {"referrals:referral"},
    "reports:month_current": {"reports:month"},
    "privacy:journal": {"privacy:journal"},
    # Who may not see persons, but every figure.
    "registry:directory": {"registry:directory_figures"},
    "orientation:import_columns": {"orientation:register_import"},
    "orientation:import_reading": {"orientation:register_import"},
    "orientation:import_decision": {"orientation:register_import"},
    "orientation:import_confirmation": {"orientation:register_import"},
    "orientation:import_undoing": {"orientation:register_import"},
    "orientation:import_abandonment": {"orientation:imports"},
    "registry:not_same": {"registry:duplicates"},
    "registry:merge": {"registry:merge"},
}
