"""How one sees the screens, over REST: what *My account* keeps for the caller and nobody else."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.models import Density, Locale
from sambruk_crm.services import users
from sambruk_crm.services.users import ColorScheme, OwnInput

router = APIRouter(prefix="/me", tags=["users"], route_class=Endpoint)


class OwnPreferences(BaseModel):
    """What I am called and how I see the screens; null where the association or the system decides."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Anna Berg",
                    "locale": "sv",
                    "color_scheme": "dark",
                    "density": "compact",
                    "is_menu_folded": True,
                    "is_last_name_first": False,
                }
            ]
        },
    )

    name: str
    locale: Locale | None
    color_scheme: ColorScheme | None
    density: Density
    is_menu_folded: bool
    is_last_name_first: bool


class PreferencesPatch(OwnInput):
    """Fields to change; those that are not sent stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"color_scheme": "dark", "density": "compact"}]})


@router.get("/preferences")
def get_preferences(caller: Caller) -> OwnPreferences:
    """Return how I see the screens."""
    with db.reading() as session:
        return OwnPreferences.model_validate(users.get(session, caller, caller.user_id))


@router.patch("/preferences")
def change_preferences(caller: Caller, body: PreferencesPatch) -> OwnPreferences:
    """Change how I see the screens: at once what lists say, and the looks in a browser when I sign in there."""
    with db.transaction(caller.user_id) as session:
        return OwnPreferences.model_validate(users.update_mine(session, caller, body.sent()))
