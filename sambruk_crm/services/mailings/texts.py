"""What a mailing says: Markdown with fields such as {first_name}, made into plain text and safe HTML."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sambruk_crm.errors import InvalidError, Message, say

FIELDS: dict[str, Message] = {
    "first_name": say("First name"),
    "last_name": say("Last name"),
    "name": say("Name"),
    "organisation": say("Organisation"),
    "title": say("Title"),
    "sender_name": say("Name of the sender"),
    "association": say("Our association"),
}
"""What a message may be filled with. `{first_name|colleague}` says what stands there where nothing is known."""

_FIELD = re.compile(r"\{([^{}|\n]*)(?:\|([^{}\n]*))?\}")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_ENDINGS = {"paragraph_close", "heading_close", "fence", "code_block", "hr"}


@dataclass(frozen=True)
class Written:
    """A message as one recipient gets it."""

    subject: str
    text: str
    html: str


def check(subject: str, body: str) -> None:
    """Refuse fields that there are not.

    Raises:
        InvalidError: naming them, beside the subject or the body.
    """
    wrong = {name: fault for name, text in (("subject", subject), ("body", body)) if (fault := _fault(text))}
    if "body" not in wrong and any("%7B" in target for target in _targets(body)):
        wrong["body"] = say("A field cannot be part of the address of a link.")
    if wrong:
        raise InvalidError(wrong)


def missing(subject: str, body: str, values: Mapping[str, str]) -> list[str]:
    """List the fields that have neither a value nor something to stand there instead."""
    found = dict.fromkeys(name for name, fallback in _fields(f"{subject}\n{body}") if not fallback)
    return [name for name in found if not values.get(name)]


def needs(subject: str, body: str) -> list[str]:
    """List the fields that must have a value, because nothing is said to stand there instead."""
    return missing(subject, body, {})


def write(subject: str, body: str, values: Mapping[str, str]) -> Written:
    """Fill in a message for one recipient; values are text, whatever signs they hold."""
    tokens = _tokens(body)
    for token in tokens:
        for part in (token, *(token.children or ())):
            if part.type in {"text", "code_inline", "fence", "code_block"}:
                part.content = fill(part.content, values)
    made = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    safe = nh3.clean(made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    return Written(" ".join(fill(subject, values).split()), plain(tokens), safe)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of fields."""
    return _FIELD.sub(lambda found: values.get(found[1].strip()) or (found[2] or "").strip(), text)


def plain(tokens: list[Token]) -> str:
    """Write a parsed message as plain text: links with their address, lists with their marks."""
    lines: list[str] = []
    marks: list[str] = []
    lead = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                marks.append("-")
            case "ordered_list_open":
                marks.append("1")
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
                lines += [] if marks else [""]
            case "list_item_open":
                lead, marks[-1] = _mark(marks)
            case "inline":
                lines += _indented(_inline(token), lead, "  " * len(marks))
                lead = ""
            case "fence" | "code_block":
                lines.append(token.content.rstrip("\n"))
            case "hr":
                lines.append("-" * 20)
            case _:
                pass
        if token.type in _ENDINGS and not token.hidden:
            lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def page(written: Written, *, locale: str, foot: str) -> str:
    """Put the message into a whole HTML document; `foot` is HTML below a line."""
    style = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5"
    below = (
        f'<hr style="border:0;border-top:1px solid #ccc;margin:24px 0 12px"><div style="font-size:13px">{foot}</div>'
    )
    return (
        f'<!DOCTYPE html><html lang="{locale}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(written.subject)}</title></head>'
        f'<body style="margin:0;padding:16px"><div style="max-width:600px;margin:0 auto;{style}">'
        f"{written.html}{below}</div></body></html>"
    )


def _fault(text: str) -> Message | None:
    unknown = [name for name, _ in _fields(text) if name not in FIELDS]
    if not unknown:
        return None
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    return say("There is no field “{name}”. There are: {known}", name=f"{{{unknown[0]}}}", known=known)


def _fields(text: str) -> Iterator[tuple[str, str]]:
    return ((found[1].strip(), (found[2] or "").strip()) for found in _FIELD.finditer(text))


def _targets(body: str) -> list[str]:
    parts = [part for token in _tokens(body) for part in token.children or ()]
    return [str(part.attrGet("href") or part.attrGet("src") or "") for part in parts]


def _tokens(body: str) -> list[Token]:
    return _MARKDOWN.parse(body)


def _mark(marks: list[str]) -> tuple[str, str]:
    """Return what leads a list item, and the mark of the next one."""
    mark, indent = marks[-1], "  " * (len(marks) - 1)
    return (f"{indent}- ", mark) if mark == "-" else (f"{indent}{mark}. ", str(int(mark) + 1))


def _indented(text: str, lead: str, indent: str) -> list[str]:
    first, *rest = text.split("\n")
    return [(lead or indent) + first, *(indent + line for line in rest)]


def _inline(token: Token) -> str:
    parts: list[str] = []
    target, begun = "", 0
    for part in token.children or ():
        match part.type:
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "link_open":
                target, begun = str(part.attrGet("href") or ""), len(parts)
            case "link_close":
                said = "".join(parts[begun:])
                parts += [] if said in {target, target.removeprefix("mailto:")} else [f" ({target})"]
            case "image":
                parts.append(part.content)
            case _:
                parts.append(part.content)
    return "".join(parts)
