"""Assembles the application: theme, gate, web API, live tabs and pages."""

import reflex as rx
from fastapi import FastAPI

from sambruk_crm.api import auth, calendars, files, settings, texts, unsubscribe
from sambruk_crm.api.guard import guarded
from sambruk_crm.api.phone import create_phone
from sambruk_crm.api.rest import create_rest
from sambruk_crm.components import connection, theme
from sambruk_crm.config import settings as configuration
from sambruk_crm.pages import (
    account,
    batches,
    check_in,
    door,
    getting_started,
    layout,
    matrix,
    missing,
    new_members,
    set_up,
    sign_in,
    today,
    todos,
    trash,
)
from sambruk_crm.pages.contracts import list as contracts
from sambruk_crm.pages.contracts import record as contract
from sambruk_crm.pages.deals import forecast
from sambruk_crm.pages.deals import lists as deals
from sambruk_crm.pages.deals import record as deal
from sambruk_crm.pages.decisions import coming as coming_decisions
from sambruk_crm.pages.fees import run as fees
from sambruk_crm.pages.imports import list as imports
from sambruk_crm.pages.imports import steps as import_steps
from sambruk_crm.pages.leads import list as leads
from sambruk_crm.pages.leads import record as lead
from sambruk_crm.pages.mailings import list as mailings
from sambruk_crm.pages.mailings import record as mailing
from sambruk_crm.pages.mailings import templates as mailing_templates
from sambruk_crm.pages.memberships import figures as member_figures
from sambruk_crm.pages.memberships import list as membership_list
from sambruk_crm.pages.organisations import form as organisation_form
from sambruk_crm.pages.organisations import list as organisations
from sambruk_crm.pages.organisations import record as organisation
from sambruk_crm.pages.persons import form as person_form
from sambruk_crm.pages.persons import list as persons
from sambruk_crm.pages.persons import record as person
from sambruk_crm.pages.projects import list as projects
from sambruk_crm.pages.projects import record as project
from sambruk_crm.pages.services import list as services
from sambruk_crm.pages.services import record as service
from sambruk_crm.pages.settings import association as settings_association
from sambruk_crm.pages.settings import crm as settings_crm
from sambruk_crm.pages.settings import departments as settings_departments
from sambruk_crm.pages.settings import fees as settings_fees
from sambruk_crm.pages.settings import jobs as settings_jobs
from sambruk_crm.pages.settings import lists as settings_lists
from sambruk_crm.pages.settings import mail_server as settings_mail_server
from sambruk_crm.pages.settings import mailings as settings_mailings
from sambruk_crm.pages.settings import own_fields as settings_own_fields
from sambruk_crm.pages.settings import users as settings_users
from sambruk_crm.state.base import show_error
from sambruk_crm.state.gate import Gate
from sambruk_crm.state.tabs import live_tabs
from sambruk_crm.worker import embedded_worker

web = FastAPI(title="Sambruk CRM", docs_url=None, redoc_url=None, openapi_url=None)
web.include_router(auth.router)
web.include_router(texts.router)
web.include_router(settings.public)
web.include_router(calendars.feed)
web.include_router(files.router)
web.include_router(unsubscribe.router)
web.mount("/api/phone", create_phone())
web.mount("/api", create_rest())

app = rx.App(
    stylesheets=[theme.STYLESHEET],
    html_lang="sv",
    head_components=[
        rx.el.script(src="/api/texts.js"),
        rx.el.link(rel="icon", type="image/svg+xml", href=theme.ICON),
        theme.font_ahead(),
    ],
    app_wraps={
        (55, "ErrorBoundary"): lambda _has_state: connection.error_boundary(),
    },
    toaster=None,
    backend_exception_handler=show_error,
    api_transformer=[web, guarded],
)
app.add_middleware(Gate())

for module in (
    sign_in,
    door,
    set_up,
    getting_started,
    new_members,
    today,
    check_in,
    contract,
    contracts,
    services,
    service,
    matrix,
    projects,
    project,
    todos,
    organisations,
    organisation_form,
    organisation,
    persons,
    person_form,
    person,
    leads,
    lead,
    deals,
    deal,
    coming_decisions,
    member_figures,
    membership_list,
    forecast,
    fees,
    batches,
    mailings,
    mailing_templates,
    mailing,
    import_steps,
    imports,
    trash,
    settings_association,
    settings_jobs,
    settings_crm,
    settings_departments,
    settings_fees,
    settings_mail_server,
    settings_mailings,
    settings_users,
    settings_lists,
    settings_own_fields,
    account,
    missing,
):
    layout.register(app, module.PAGES)

if configuration().parts:
    from sambruk_crm.pages.parts import page as parts

    layout.register(app, parts.PAGES)

app.register_lifespan_task(live_tabs)
app.register_lifespan_task(embedded_worker)
