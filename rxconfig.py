"""Reflex settings and nothing else. The database is ours (sambruk_crm/db.py), so there is no db_url."""

import reflex as rx
from reflex_base.plugins.sitemap import SitemapPlugin

from sambruk_crm.build import PLACEHOLDER, SameOriginPlugin
from sambruk_crm.config import settings

THEME = rx.theme(appearance="inherit", accent_color="indigo", gray_color="slate", radius="medium", scaling="100%")

config = rx.Config(
    app_name="sambruk_crm",
    frontend_port=settings().port,
    backend_port=settings().port,
    backend_host=settings().host,
    api_url=PLACEHOLDER,
    deploy_url=settings().url,
    cors_allowed_origins=settings().origins,
    transport="websocket",
    state_manager_mode=rx.constants.StateManagerMode.REDIS
    if settings().redis_url
    else rx.constants.StateManagerMode.MEMORY,
    redis_url=settings().redis_url,
    frontend_compression_formats=["brotli", "gzip"],
    frontend_packages=["@fontsource-variable/inter@5.3.0"],
    plugins=[rx.plugins.RadixThemesPlugin(theme=THEME), SameOriginPlugin()],
    disable_plugins=[SitemapPlugin],  # it publishes every route
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
