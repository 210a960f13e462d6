"""The four languages: messages from the gettext catalogues, for texts made on the server.

Texts of the screens are translated in the browser from the same catalogues; see `components.text`.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from sambruk_crm.errors import Message

LOCALES = ("sv", "nb", "de", "en")
DEFAULT_LOCALE = "sv"
CATALOGUES = Path(__file__).parent / "catalogues"


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Return every translated text of a language by its English msgid; English itself may be empty."""
    path = CATALOGUES / f"{locale}.po"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {
            str(message.id): str(message.string) for message in read_po(file, locale) if message.id and message.string
        }


def translate(message: Message | str, locale: str) -> str:
    """Put a message into a reader's language and fill in its values."""
    if isinstance(message, str):
        message = Message(message)
    msgid = message.plural if message.plural and message.values.get("count") != 1 else message.msgid
    text = catalogue(locale).get(msgid, msgid)
    return text.format_map(_Values(message.values, locale)) if message.values else text


class _Values(dict[str, object]):
    """Values to fill in: messages among them are translated too, and a missing one stays as its name in braces."""

    def __init__(self, values: dict[str, object], locale: str) -> None:
        super().__init__({k: translate(v, locale) if isinstance(v, Message) else v for k, v in values.items()})

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
