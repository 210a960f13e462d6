"""What leaves, read by a second reader that shares nothing with what wrote it."""

import base64
import quopri
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import compat32
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sambruk_crm.integrations.mail_message import AddressError, Mailbox, Outgoing, content_of, one_line, wire_address

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
CASES = Path(__file__).parent.parent / "cases"
ENCODED_WORD = re.compile(r"=\?utf-8\?([bq])\?([^?]*)\?=", re.IGNORECASE)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
SWEDISH = st.text("aåäöÅÄÖéß ,.;:\"'()<>@[]\\=?_-–—  xyz", max_size=300)


def outgoing(**values: object) -> Outgoing:
    """Make a mail of which only something matters."""
    usual: dict[str, object] = {
        "sender": Mailbox("Sambruk", "crm@sambruk.example"),
        "to": Mailbox("Ulla", "ulla@kungsor.example"),
        "subject": "Hej",
        "text": "Hej!",
        "message_id": "<1@sambruk.example>",
        "date": NOW,
    }
    return Outgoing(**(usual | values))  # pyright: ignore[reportArgumentType]


def headers(content: bytes) -> dict[str, str]:
    """Unfold the headers as RFC 5322 says: a line end before a space goes, and nothing else."""
    head = content.partition(b"\r\n\r\n")[0].decode().replace("\r\n ", " ").replace("\r\n\t", "\t")
    return dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)


def decoded(value: str) -> str:
    """Decode encoded words as RFC 2047 says: the space between two of them goes."""
    value = re.sub(r"\?=\s+(?==\?)", "?=", value)
    parts: list[bytes | str] = []
    end = 0
    for word in ENCODED_WORD.finditer(value):
        parts.append(value[end : word.start()])
        encoding, text = word[1].lower(), word[2]
        parts.append(base64.b64decode(text) if encoding == "b" else quopri.decodestring(text.encode(), header=True))
        end = word.end()
    parts.append(value[end:])
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts).decode()


def box(value: str) -> tuple[str, str]:
    """Read a header of one address: its name and the address."""
    written, _, address = value.rpartition("<")
    name = decoded(written.strip())
    if written.strip().startswith('"'):
        name = re.sub(r"\\(.)", r"\1", written.strip()[1:-1])
    return name, address.rstrip(">") if written else value


@given(st.one_of(TEXT, SWEDISH))
def test_a_subject_is_decoded_to_what_was_typed(subject: str) -> None:
    found = headers(content_of(outgoing(subject=subject)))

    assert decoded(found["Subject"]) == one_line(subject)


@given(st.one_of(TEXT, SWEDISH))
def test_a_name_is_one_name_of_one_address(name: str) -> None:
    found = headers(
        content_of(outgoing(sender=Mailbox(name, "crm@sambruk.example"), to=Mailbox(name, "u@kungsor.example")))
    )

    assert box(found["From"]) == (one_line(name), "crm@sambruk.example")
    assert box(found["To"]) == (one_line(name), "u@kungsor.example")


@given(st.one_of(TEXT, SWEDISH), st.one_of(TEXT, SWEDISH))
def test_no_line_is_too_long_and_no_header_is_smuggled_in(subject: str, text: str) -> None:
    content = content_of(
        outgoing(subject=subject, text=text, html=f"<p>{text}</p>", to=Mailbox(subject, "u@kungsor.example"))
    )

    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert headers(content).keys() == {
        "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version"
    }  # fmt: skip


@given(st.text("abcdefgh0123456789/-", min_size=1, max_size=600))
def test_the_way_out_is_one_plain_line_however_long_its_address_is(path: str) -> None:
    way_out = f"<https://crm.sambruk.example/unsubscribe/{path}>"
    given_headers = {"List-Unsubscribe": way_out, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    content = content_of(outgoing(headers=given_headers))

    assert f"List-Unsubscribe: {way_out}\r\n".encode() in content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content


@given(TEXT)
def test_the_text_arrives_as_it_was_written(text: str) -> None:
    content = content_of(outgoing(text=text))

    payload = message_from_bytes(content, policy=compat32).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.splitlines() == (text.encode().splitlines() or [b""])


def test_a_long_swedish_subject_keeps_its_spaces() -> None:
    subject = "Årsmöte – välkommen, Åsa! " + "långt ämne " * 12

    assert decoded(headers(content_of(outgoing(subject=subject)))["Subject"]) == subject.strip()


def test_a_long_name_keeps_its_spaces_where_they_were_lost_before() -> None:
    name = "Förvaltningschef Åsa Björk-Öström, kommunstyrelsens förvaltning och näringslivsenheten i Örnsköldsvik"

    content = content_of(outgoing(to=Mailbox(name, "asa@ornskoldsvik.example")))

    assert box(headers(content)["To"]) == (name, "asa@ornskoldsvik.example")


def test_a_sender_with_a_comma_is_one_address() -> None:
    sender = Mailbox("Sambruk, kansliet", "kansli@sambruk.example")

    found = headers(content_of(outgoing(sender=sender, reply_to=sender)))

    assert found["From"] == found["Reply-To"] == '"Sambruk, kansliet" <kansli@sambruk.example>'
    assert parseaddr(found["From"]) == ("Sambruk, kansliet", "kansli@sambruk.example")


def test_a_domain_goes_out_in_punycode() -> None:
    mail = outgoing(to=Mailbox("Åsa", "asa@växjö.example"))

    assert b"<asa@xn--vxj-qla6g.example>" in content_of(mail)
    assert not mail.needs_smtputf8


def test_a_letter_such_as_a_ring_before_the_at_needs_smtputf8() -> None:
    mail = outgoing(to=Mailbox("", "åse@exempel.example"))

    assert mail.needs_smtputf8
    assert "To: åse@exempel.example\r\n".encode() in content_of(mail)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "asa",
        "asa@",
        "@a.example",
        "a b@c.example",
        "a@-.exämple",
        "a\r\nb@c.example",
        "a>,<b@c.example",
        "a,b@c.example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        wire_address(address)


def test_a_structured_header_is_refused_rather_than_encoded() -> None:
    with pytest.raises(ValueError, match="plain ASCII on one line"):
        content_of(outgoing(headers={"References": "<å@sambruk.example>"}))


def test_a_mail_that_lost_its_spaces_once_keeps_them_now() -> None:
    """`to_long_name.eml` is what left before; what was typed is in its folding."""
    lost = message_from_bytes((CASES / "to_long_name.eml").read_bytes(), policy=compat32)
    name = "Anna-Maria Kristina Margareta Elisabeth Victoria Alexandra von Långstrumphielm-Öhrnskiöld"
    name += " af Segerbaden och Östergötland"
    subject = f"Kallelse till {name}: årsmöte – {'å' * 40}"
    sent = headers(content_of(outgoing(to=Mailbox(name, "lang@exempel.example"), subject=subject)))

    assert str(lost["Subject"]).count("=?") > 1
    assert box(sent["To"]) == (name, "lang@exempel.example")
    assert decoded(sent["Subject"]) == subject
