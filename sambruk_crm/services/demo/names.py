"""Invented Swedish people, bodies and addresses. None of the addresses can be mailed and none of the numbers called."""

from random import Random

from sambruk_crm.services.values import folding


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Agneta Ali Alva Anders Anna Annika Arvid Astrid Axel Birgitta Björn Britta Camilla Carina Cecilia Charlotte "
    "Daniel David Elin Elisabeth Emma Erik Eva Fatima Fredrik Gunilla Göran Hanna Hans Helena Henrik Håkan Ingela "
    "Ingrid Jan Jenny Johan Johanna Jonas Karin Karl Katarina Kerstin Kristina Lars Leila Lena Linda Linnea Magnus "
    "Malin Margareta Maria Marie Martin Mats Mikael Mohammed Monica Niklas Nils Olof Oskar Patrik Per Peter Pia Pär "
    "Rikard Robert Roger Sara Sofia Stefan Susanne Sven Sanna Therese Thomas Tommy Torbjörn Ulf Ulla Ulrika Viktor "
    "Yasmin Åke Åsa Örjan"
)

LAST_NAMES = _words(
    "Abrahamsson Ahlgren Andersson Arvidsson Axelsson Backman Berg Berggren Berglund Bergman Bergström Björk Blom "
    "Blomqvist Boström Carlsson Dahl Dahlberg Ek Eklund Ekström Engström Eriksson Falk Forsberg Fransson "
    "Fredriksson Gunnarsson Gustafsson Hansson Hedlund Hellström Hermansson Holm Holmberg Håkansson Isaksson "
    "Jakobsson Jansson Johansson Jonsson Karlsson Larsson Lind Lindberg Lindgren Lindholm Lindqvist Lindström Lund "
    "Lundberg Lundgren Lundqvist Löfgren Magnusson Martinsson Mattsson Mohamed Månsson Mårtensson Nilsson Norberg "
    "Nordin Nordström Nyberg Nyström Olofsson Olsson Persson Pettersson Sandberg Sandström Samuelsson Sjöberg "
    "Sjögren Ström Strömberg Sundberg Sundström Svensson Söderberg Wallin Wikström Viklund Åberg Åkesson Åström "
    "Öberg Öhman Östlund"
)

POSTS = (
    ("Kommundirektör", "Beslutsfattare"),
    ("Digitaliseringschef", "Beslutsfattare"),
    ("IT-chef", "Beslutsfattare"),
    ("Socialchef", "Beslutsfattare"),
    ("Skolchef", "Beslutsfattare"),
    ("Verksamhetsutvecklare", "Kontaktperson"),
    ("Systemförvaltare", "Kontaktperson"),
    ("Utredare", "Kontaktperson"),
    ("Kommunjurist", "Avtal"),
    ("Ekonomichef", "Faktura"),
)
"""A post and the role that whoever holds it plays for us."""

_STARTS = _words("Al Bor Cel Dal Ek Fjor Gran Hav Iv Jor Kal Lin Mar Nor Or Pil Ran Sol Tal Ut Vin Åkt Älv Öst")
_MIDDLES = _words("ba da ga la ma na ra ta va vi")
_ENDS = _words("dex lund mera nova plan ra sikt tech via vik")
_FORMS = ("AB", "Konsult AB", "System AB", "Data AB", "Förlag", "Stiftelse", "ek. för.")

_PHONES = [f"+46701740{number}" for number in range(605, 700)] + [f"+468465004{number:02}" for number in range(100)]
"""Numbers that the Swedish Post and Telecom Authority keeps for films and books."""


def person(chance: Random) -> tuple[str, str]:
    """Invent a first and a last name."""
    return chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)


def body(chance: Random) -> str:
    """Invent the name of a company or foundation."""
    return f"{chance.choice(_STARTS)}{chance.choice(_MIDDLES)}{chance.choice(_ENDS)} {chance.choice(_FORMS)}"


def domain(name: str) -> str:
    """Return a domain that looks like the body's and exists nowhere: .example is reserved."""
    return f"exempel-{folding.fold(name).replace('.', '').replace(' ', '-')}.example"


def address(first_name: str, last_name: str, at: str, number: int = 0) -> str:
    """Return an e-mail address at a domain; a number keeps namesakes apart."""
    return f"{folding.fold(first_name)}.{folding.fold(last_name)}{number or ''}@{at}"


def phone(chance: Random) -> str:
    """Return a phone number that nobody has."""
    return chance.choice(_PHONES)
