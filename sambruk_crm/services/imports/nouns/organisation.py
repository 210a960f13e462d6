"""Organisations in a file: themselves, county, parent, four addresses, memberships, inhabitants, departments, tags."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import (
    Address,
    AddressKind,
    Membership,
    MembershipCategory,
    Organisation,
    PopulationFigure,
    TagScope,
)
from sambruk_crm.services import clock, departments, memberships, organisations
from sambruk_crm.services.audit import plain
from sambruk_crm.services.catalogue import facts_of
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known, unworded
from sambruk_crm.services.imports.nouns.parts import (
    Facts,
    Field,
    Holds,
    ImportNoun,
    Match,
    all_signs,
    field_of,
    to_trash,
)
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.memberships import MembershipInput
from sambruk_crm.services.organisations import COLUMNS, AddressInput, FigureInput, OrganisationInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import folding, numbers
from sambruk_crm.services.values.validation import parse, phone_in

ADDRESSES = {kind.value: kind for kind in AddressKind}
PARTS = ("street", "postal_code", "city")
OWN = facts_of(COLUMNS)
_COLUMNS = {"county": "county_name", "parent": "parent_id"}
"""What is kept of facts that files call by a name."""
FIVE_DIGITS = frozenset({"SE", "DE", "FI"})
"""Countries whose postal codes have five; a spreadsheet takes the nought that some begin with."""
_FIVE = 5

_ADDRESS = ("address", "adress", "adresse", "gata", "gatuadress", "street")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "visiting_street": _ADDRESS,
    "visiting_postal_code": ("postnr", "zip", "plz"),
    "visiting_city": ("postort", "poststed", "town"),
    "postal_street": ("box", "utdelningsadress", "postadress", "postadresse"),
    "joined_on": ("medlem sedan", "inträde", "joined"),
    "left_on": ("utträde", "left"),
    "membership_category": ("medlemskategori", "medlemskapstyp", "medlemstyp", "membership type"),
    "parent": ("överordnad", "moderorganisation", "tillhör", "overordnet", "gehört zu"),
    "population": ("folkmängd", "befolkning", "population"),
    "county": ("län", "fylke", "county name", "lan"),
    "departments": ("department", "avdelning"),
    "tags": ("tag", "tagg"),
}
"""Other headings that mean columns which are no plain facts."""
_HOLDS = {
    "joined_on": Holds.DAY,
    "left_on": Holds.DAY,
    "parent": Holds.ORGANISATIONS,
    "population": Holds.COUNT,
    "population_on": Holds.DAY,
    "responsible": Holds.USERS,
}
_SEVERAL = {"departments", "responsible", "tags"}
_NOT_IN_FILES = {"membership", "municipality_code", "created_at", "updated_at"}
FIELDS: dict[str, Field] = {
    name: field_of(column)
    if column.fact is not None
    else Field(column.title, _HEADINGS.get(name, ()), _HOLDS.get(name, Holds.TEXT), is_several=name in _SEVERAL)
    for name, column in COLUMNS.items()
    if name not in _NOT_IN_FILES
}
TITLES = {
    "visiting": say("Visiting address"),
    "postal": say("Postal address"),
    "invoice": say("Invoice address"),
    "delivery": say("Delivery address"),
    "memberships": say("Membership"),
    "membership_kinds": say("Kind of membership"),
    "populations": say("Inhabitants"),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read an organisation."""
    facts: Facts = {}
    given = dict(row)
    for name, words in ((name, field.words) for name, field in FIELDS.items() if field.words and name in row):
        with faults.collected():
            given[name] = ""
            given[name] = reading.member(words, row[name], name).value
    with faults.collected():
        facts = reading.own(OrganisationInput, given, OWN)
    with faults.collected():
        if facts.get("phone"):
            facts["phone"] = phone_in(facts["phone"], facts.get("country", ""))
    with faults.collected():
        if number := facts.get("organisation_number") or row.get("organisation_number"):
            facts["organisation_number"] = numbers.canonical(number, facts.get("country") or "SE")
    country = facts.get("country") or "SE"
    for name in ADDRESSES:
        parts = {part: row[f"{name}_{part}"] for part in PARTS if f"{name}_{part}" in row}
        if parts:
            with faults.collected():
                facts[name] = reading.own(AddressInput, parts, PARTS)
                _doubt_postal_code(f"{name}_postal_code", facts[name].get("postal_code", ""), country, faults)
    with faults.collected():
        facts |= {"county": known.county(row["county"])} if "county" in row else {}
    with faults.collected():
        facts |= {"parent": known.organisation(row["parent"], column="parent")} if "parent" in row else {}
    with faults.collected():
        facts |= _membership(row, known)
    with faults.collected():
        facts |= _population(row)
    if "departments" in row:
        with faults.collected():
            names = reading.several(row["departments"], known.departments)
            facts["departments"] = [known.department(name) for name in names]
    return facts | linked.read(row, known, faults)


def _doubt_postal_code(column: str, code: str, country: str, faults: Faults) -> None:
    digits = code.replace(" ", "")
    if country in FIVE_DIGITS and digits.isdigit() and len(digits) == _FIVE - 1:
        faults.doubts[column] = say("A postal code has five digits there. Is {code} meant?", code=f"0{digits}")


def _membership(row: dict[str, str], known: Known) -> Facts:
    if not {"joined_on", "left_on", "membership_category"} & row.keys():
        return {}
    period = reading.own(MembershipInput, row, ("joined_on", "left_on"))
    if not period.get("joined_on"):
        if "membership_category" in row and "left_on" not in row:
            raise InvalidError({"membership_category": say("Say also from when they are members.")})
        raise InvalidError({"left_on": say("A membership that ends must have begun. Say when.")})
    told: Facts = {"memberships": {period["joined_on"]: period.get("left_on") or ""}}
    if "membership_category" in row:
        told["membership_kinds"] = {period["joined_on"]: known.membership_category(row["membership_category"])}
    return told


def _population(row: dict[str, str]) -> Facts:
    if "population" not in row:
        return {}
    given = {"inhabitants": row["population"], "counted_on": row.get("population_on", "")}
    try:
        figure = parse(FigureInput, given)
    except InvalidError as error:
        names = {"inhabitants": "population", "counted_on": "population_on"}
        raise InvalidError({names.get(name, name): message for name, message in error.fields.items()}) from None
    return {"populations": {plain(figure.counted_on) or "": figure.inhabitants}}


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what an organisation is told by."""
    number, email, name = (facts.get(part) or "" for part in ("organisation_number", "email", "name"))
    tight = folding.tight(name)
    return {
        Match.NUMBER: [number] if number else [],
        Match.EMAIL: [email] if email else [],
        Match.NAME: [tight] if tight else [],
    }


def find(_session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find organisations by number, e-mail and name."""
    wanted = all_signs(signs, rows)
    by = {
        Match.NUMBER: col(Organisation.organisation_number),
        Match.EMAIL: col(Organisation.email),
    }
    found = {match: sa.select(column, Organisation.id).where(column.in_(wanted[match])) for match, column in by.items()}
    return found | {Match.NAME: organisations.called(wanted[Match.NAME], Organisation.id)}


def read_facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of organisations."""
    found = linked.own_facts(session, Organisation, (*OWN, *_COLUMNS.values()), ids)
    keys = list(found)
    more = linked.facts(session, TagScope.ORGANISATION, keys)
    looked_after = departments.of_organisations(session, keys)
    for key in keys:
        addresses: Facts = {name: dict.fromkeys(PARTS, "") for name in ADDRESSES}
        found[key] |= {name: found[key].pop(column) for name, column in _COLUMNS.items()}
        found[key] |= more[key] | addresses
        found[key] |= {
            "memberships": {},
            "membership_kinds": {},
            "populations": {},
            "departments": [each.name for each in looked_after.get(key, [])],
        }
    for address in session.exec(select(Address).where(col(Address.organisation_id).in_(keys))):
        found[address.organisation_id][address.kind.value] = {part: getattr(address, part) for part in PARTS}
    kinds = _kinds(session)
    for period in session.exec(select(Membership).where(col(Membership.organisation_id).in_(keys))):
        joined = plain(period.joined_on)
        found[period.organisation_id]["memberships"][joined] = plain(period.left_on) or ""
        found[period.organisation_id]["membership_kinds"][joined] = kinds.get(period.category_id or 0, "")
    for figure in session.exec(select(PopulationFigure).where(col(PopulationFigure.organisation_id).in_(keys))):
        found[figure.organisation_id]["populations"][plain(figure.counted_on)] = figure.inhabitants
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make organisations."""
    tag_ids = linked.tag_ids(session, actor, TagScope.ORGANISATION, wanted)
    counties = _counties(session, actor, wanted)
    keys = organisations.create_many(session, actor, [_values(each, tag_ids, counties) for each in wanted])
    _write_rest(session, actor, dict(zip(keys, wanted, strict=True)))
    return keys


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of organisations exactly so."""
    tag_ids = linked.tag_ids(session, actor, TagScope.ORGANISATION, list(wanted.values()))
    counties = _counties(session, actor, list(wanted.values()))
    organisations.update_many(session, actor, {key: _values(each, tag_ids, counties) for key, each in wanted.items()})
    _write_rest(session, actor, wanted)


def take_back(session: Session, actor: Actor, ids: Sequence[int]) -> None:
    """Put organisations that an import has made in the trash; their numbers are free for the next attempt."""
    to_trash(Organisation)(session, actor, ids)
    for organisation in session.exec(select(Organisation).where(col(Organisation.id).in_(ids))):
        organisation.organisation_number = None


def _counties(session: Session, actor: Actor, wanted: Sequence[Facts]) -> dict[str, str]:
    """Return the codes of counties by their names, where a row tells one."""
    if not any("county" in facts for facts in wanted):
        return {}
    return {name: code for code, name in organisations.counties(session, actor)}


def _values(facts: Facts, tag_ids: dict[str, int], counties: Mapping[str, str]) -> dict[str, Any]:
    values = {name: value for name, value in facts.items() if name in OWN or name == "responsible"} | linked.fields(
        facts
    )
    if "tags" in facts:
        values["tags"] = [tag_ids[name.lower()] for name in facts["tags"]]
    if "county" in facts:
        values["county_code"] = counties.get(facts["county"])
    if "parent" in facts:
        values["parent_id"] = facts["parent"]
    return values


def _write_rest(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    given = {
        (key, kind): facts[name] for key, facts in wanted.items() for name, kind in ADDRESSES.items() if name in facts
    }
    organisations.set_addresses(session, actor, given)
    periods = {
        key: {date.fromisoformat(joined): _day(left) for joined, left in facts["memberships"].items()}
        for key, facts in wanted.items()
        if "memberships" in facts
    }
    memberships.put_on(session, actor, periods)
    by_name = {name: key for key, name in _kinds(session).items()}
    kinds = {
        key: {date.fromisoformat(joined): by_name.get(name) for joined, name in facts["membership_kinds"].items()}
        for key, facts in wanted.items()
        if "membership_kinds" in facts
    }
    memberships.put_kinds(session, actor, kinds)
    today = clock.today(session)
    figures = {
        key: {_day(on) or today: count for on, count in facts["populations"].items()}
        for key, facts in wanted.items()
        if "populations" in facts
    }
    organisations.population.put_on(session, actor, figures)
    looked_after = {key: facts["departments"] for key, facts in wanted.items() if "departments" in facts}
    departments.put_on(session, actor, looked_after)


def _kinds(session: Session) -> dict[int, str]:
    """Return the kinds of membership by their names in no language."""
    return {kind.key: unworded(kind) for kind in session.exec(select(MembershipCategory))}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


ORGANISATION = ImportNoun(
    table=Organisation,
    fields=FIELDS,
    matches={
        Match.NUMBER: frozenset({"organisation_number"}),
        Match.EMAIL: frozenset({"email"}),
        Match.NAME: frozenset({"name"}),
    },
    permission=Permission.EDIT_RECORDS,
    read=read,
    signs=signs,
    find=find,
    facts=read_facts,
    create=create,
    write=write,
    take_back=take_back,
    titles=TITLES,
)
