"""The REST API as one application: every noun under /v1, its description, and problems instead of errors."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from sambruk_crm.api import (
    absences,
    batches,
    bookings,
    calendars,
    check_ins,
    contracts,
    coverages,
    deals,
    decisions,
    departments,
    description,
    documents,
    exports,
    fee_runs,
    fee_tables,
    fees,
    figures,
    history,
    imports,
    jobs,
    leads,
    logos,
    mail_choices,
    mail_server,
    mailing_templates,
    mailings,
    matrix,
    membership_list,
    memberships,
    new_members,
    organisations,
    own_fields,
    persons,
    phases,
    preferences,
    problems,
    projects,
    reference,
    search,
    services,
    settings,
    tags,
    todos,
    trash,
    users,
    views,
    vocabularies,
    won_deals,
)

NOUNS = (
    organisations,
    documents,
    logos,
    memberships,
    membership_list,
    coverages,
    figures,
    fees,
    fee_tables,
    fee_runs,
    new_members,
    persons,
    deals,
    won_deals,
    decisions,
    phases,
    todos,
    absences,
    calendars,
    preferences,
    mail_choices,
    mail_server,
    settings,
    tags,
    history,
    check_ins,
    vocabularies,
    own_fields,
    users,
    departments,
    batches,
    bookings,
    search,
    mailings,
    leads,
    mailing_templates,
    exports,
    imports,
    jobs,
    views,
    contracts,
    services,
    projects,
    matrix,
    trash,
)


def create_rest() -> FastAPI:
    """Assemble the application, to be mounted under /api."""
    rest = FastAPI(
        title="Sambruk CRM",
        version="1",
        description=description.INTRODUCTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=_name_of,
    )
    v1 = APIRouter(prefix="/v1")
    for noun in NOUNS:
        v1.include_router(noun.router)
    rest.include_router(v1)
    problems.install(rest)
    description.install(rest)
    reference.install(rest)
    return rest


def _name_of(route: APIRoute) -> str:
    return route.name
