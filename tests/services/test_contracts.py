"""Contracts: made from a won deal or by themselves, with parties that each sign for themselves."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import ContractState, DealType, Outcome, ShareKind, Signature
from sambruk_crm.services import contracts, deals, history
from sambruk_crm.services.contracts import ContractFilter
from sambruk_crm.services.lists import option_counts
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, today


def test_a_won_deal_becomes_a_contract_with_all_it_agreed_on_and_only_once(session: CrmSession, anna: Actor) -> None:
    town, city = make_organisation(session, anna, "Kungsör").key, make_organisation(session, anna, "Köping").key
    shares = [{"organisation_id": town}, {"organisation_id": city}]
    deal = make_deal(
        session, anna, "EGIL", organisation_id=town, value="100000", deal_type="split", participants=shares
    )

    with pytest.raises(InUseError, match="won"):
        contracts.making.from_deal(session, anna, deal.key)
    deals.close(session, anna, deal.key, outcome=Outcome.WON)
    made = contracts.making.from_deal(session, anna, deal.key)

    assert (made.title, made.contract_type, made.value) == ("EGIL", DealType.SPLIT, Decimal(100_000))
    parties = contracts.parties.of_contract(session, anna, made.key)
    assert [(name, party.amount) for party, name in parties] == [
        ("Kungsör", Decimal(50_000)),
        ("Köping", Decimal(50_000)),
    ]
    with pytest.raises(InUseError, match="already"):
        contracts.making.from_deal(session, anna, deal.key)
    contracts.get(session, anna, made.key).deleted_at = made.created_at
    session.flush()
    assert contracts.making.from_deal(session, anna, deal.key).key != made.key


def test_where_a_contract_stands_follows_from_its_parties_its_period_and_the_notice(
    session: CrmSession, anna: Actor
) -> None:
    town, city = (make_organisation(session, anna, name).key for name in ("Kungsör", "Köping"))
    made = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town)
    contracts.parties.add(session, anna, made.key, {"organisation_id": city})
    parties = [party.key for party, _ in contracts.parties.of_contract(session, anna, made.key)]
    yesterday, tomorrow = (today() + timedelta(days=days) for days in (-1, 1))

    def party(number: int, **values: object) -> None:
        contracts.parties.update(session, anna, made.key, parties[number], values)

    def contract(**values: object) -> None:
        contracts.update(session, anna, made.key, values)

    steps = (
        (lambda: None, ContractState.DRAFT),
        (lambda: party(0, sent_on=today()), ContractState.SENT),
        (lambda: party(0, signed_on=today()), ContractState.PARTLY_SIGNED),
        (lambda: party(1, signed_on=today()), ContractState.IN_FORCE),
        (lambda: contract(from_on=tomorrow), ContractState.FUTURE),
        (lambda: contract(from_on=None, notice_given_on=today()), ContractState.NOTICE_GIVEN),
        (lambda: contract(notice_given_on=None, to_on=yesterday), ContractState.ENDED),
        (lambda: contract(renewal="renews", renewal_months=12), ContractState.IN_FORCE),
    )
    for step, state in steps:
        step()
        for asked in ContractState:
            found = contracts.search(session, anna, ContractFilter(state=(asked,))).items
            assert [row.state for row in found] == ([state] if asked is state else [])
        assert option_counts.count(session, anna, "contract", "state", {}) == {state.value: 1}


def test_contracts_are_found_by_title_party_service_and_organisation(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    mine = contracts.making.create(session, anna, {"contract_type": "one_time"}, organisation_id=town)
    contracts.making.create(session, anna, {"title": "Ramavtal", "value": "12500.50"})

    for wanted in (
        ContractFilter(text="kungsor"),
        ContractFilter(organisation=(town,)),
        ContractFilter(contract_type=(DealType.ONE_TIME,)),
    ):
        assert [row.id for row in contracts.search(session, anna, wanted).items] == [mine.key]
    for sort in contracts.sort_columns(anna):
        assert contracts.search(session, anna, ContractFilter(owner=(anna.user_id,)), sort=sort).total == 2
    assert contracts.search(session, anna, ContractFilter()).items[0].title == "Kungsör"


def test_what_cannot_be_a_contract_is_refused_beside_its_field(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    made = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town)
    wrong = {
        "title": lambda: contracts.making.create(session, anna, {}),
        "to_on": lambda: contracts.update(session, anna, made.key, {"from_on": "2026-02-01", "to_on": "2026-01-01"}),
        "service_id": lambda: contracts.making.create(session, anna, {"title": "X", "service_id": 999}),
        "organisation_id": lambda: contracts.parties.add(session, anna, made.key, {"organisation_id": town}),
    }

    for name, attempt in wrong.items():
        with pytest.raises(InvalidError) as refused:
            attempt()
        assert list(refused.value.fields) == [name]


def test_two_who_change_the_same_fact_are_told(session: CrmSession, anna: Actor, reader: Actor, maria: Actor) -> None:
    made = contracts.making.create(session, anna, {"title": "Ramavtal"})
    contracts.update(session, anna, made.key, {"note": "Hers"}, base={"note": ""})

    with pytest.raises(StaleError):
        contracts.update(session, anna, made.key, {"note": "Mine"}, base={"note": ""})
    with pytest.raises(ForbiddenError):
        contracts.making.create(session, reader, {"title": "X"})
    with pytest.raises(ForbiddenError):
        contracts.delete(session, anna, made.key)
    contracts.delete(session, maria, made.key)
    with pytest.raises(NotFoundError):
        contracts.get(session, anna, made.key)


def test_what_happened_with_a_contract_stands_in_its_parties_history(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    made = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town)
    history.write(session, anna, {"text": "Skickade bilagan", "contract_id": made.key})

    found = history.search(session, anna, history.HistoryFilter(organisation_id=town))

    assert [row.text for row in found.items] == ["Skickade bilagan"]


def test_what_a_contract_is_shown_by_stays_and_one_in_the_trash_gets_no_parties(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    made = contracts.making.create(session, anna, {}, organisation_id=town)
    party, _ = contracts.parties.of_contract(session, anna, made.key)[0]

    with pytest.raises(InvalidError) as refused, session.begin_nested():
        contracts.parties.remove(session, anna, made.key, party.key)
    assert list(refused.value.fields) == ["title"]
    contracts.delete(session, maria, made.key)
    for attempt in (
        lambda: contracts.parties.add(session, anna, made.key, {"organisation_id": town}),
        lambda: contracts.parties.update(session, anna, made.key, party.key, {"amount": "1"}),
        lambda: contracts.parties.remove(session, anna, made.key, party.key),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def amounts(session: CrmSession, actor: Actor, contract_id: int) -> dict[str, Decimal | None]:
    """Return what each party of a contract pays."""
    return {name: party.amount for party, name in contracts.parties.of_contract(session, actor, contract_id)}


def test_the_shares_of_a_contract_are_always_those_of_all_parties(session: CrmSession, anna: Actor) -> None:
    vallentuna, kungsor = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    contract = contracts.making.create(
        session, anna, {"title": "EGIL", "value": "222000"}, organisation_id=vallentuna.key
    )
    assert amounts(session, anna, contract.key) == {"Vallentuna": Decimal(222_000)}

    joined = contracts.parties.add(session, anna, contract.key, {"organisation_id": kungsor.key})
    assert amounts(session, anna, contract.key) == {"Kungsör": Decimal(111_000), "Vallentuna": Decimal(111_000)}

    contracts.update(session, anna, contract.key, {"value": "100001"})
    assert sum(amounts(session, anna, contract.key).values()) == Decimal(100_001)  # pyright: ignore[reportCallIssue, reportArgumentType]

    contracts.parties.remove(session, anna, contract.key, joined.key)
    assert amounts(session, anna, contract.key) == {"Vallentuna": Decimal(100_001)}


def test_an_amount_by_hand_makes_the_shares_fixed_and_the_largest_of_the_others_bears_the_rest(
    session: CrmSession, anna: Actor
) -> None:
    vallentuna, kungsor, koping = (
        make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör", "Köping")
    )
    contract = contracts.making.create(session, anna, {"title": "EGIL", "value": "100"}, organisation_id=vallentuna.key)

    second = contracts.parties.add(session, anna, contract.key, {"organisation_id": kungsor.key, "amount": "30"})
    assert (contract.share_kind, contract.contract_type) == (ShareKind.FIXED, DealType.SPLIT)
    assert amounts(session, anna, contract.key) == {"Kungsör": Decimal(30), "Vallentuna": Decimal(70)}

    contracts.parties.add(session, anna, contract.key, {"organisation_id": koping.key, "amount": "20"})
    contracts.parties.update(session, anna, contract.key, second.key, {"amount": "40"})
    assert amounts(session, anna, contract.key) == {
        "Kungsör": Decimal(40),
        "Köping": Decimal(20),
        "Vallentuna": Decimal(40),
    }
    contracts.parties.remove(session, anna, contract.key, second.key)
    assert amounts(session, anna, contract.key) == {"Köping": Decimal(20), "Vallentuna": Decimal(80)}
    contracts.update(session, anna, contract.key, {"value": "120"})
    assert amounts(session, anna, contract.key) == {"Köping": Decimal(20), "Vallentuna": Decimal(100)}


def test_a_fixed_share_that_is_missing_or_too_much_is_refused_beside_it(session: CrmSession, anna: Actor) -> None:
    vallentuna, kungsor = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    contract = contracts.making.create(
        session, anna, {"title": "EGIL", "value": "100", "share_kind": "fixed"}, organisation_id=vallentuna.key
    )
    assert amounts(session, anna, contract.key) == {"Vallentuna": Decimal(100)}
    [(party, _)] = contracts.parties.of_contract(session, anna, contract.key)

    for attempt in (
        lambda: contracts.parties.add(session, anna, contract.key, {"organisation_id": kungsor.key}),
        lambda: contracts.parties.add(session, anna, contract.key, {"organisation_id": kungsor.key, "amount": "101"}),
        lambda: contracts.parties.update(session, anna, contract.key, party.key, {"amount": "60"}),
    ):
        with pytest.raises(InvalidError) as refused, session.begin_nested():
            attempt()
        assert list(refused.value.fields) == ["amount"]


def test_what_several_share_is_split_and_a_supplier_shares_nothing(session: CrmSession, anna: Actor) -> None:
    town, city, seller = (make_organisation(session, anna, name) for name in ("Kungsör", "Köping", "Sambruk"))
    contract = contracts.making.create(session, anna, {"title": "EGIL", "value": "100"}, organisation_id=town.key)

    contracts.parties.add(session, anna, contract.key, {"organisation_id": seller.key, "role": "supplier"})
    assert contract.contract_type is DealType.STANDARD
    assert amounts(session, anna, contract.key) == {"Kungsör": Decimal(100), "Sambruk": None}
    contracts.parties.add(session, anna, contract.key, {"organisation_id": city.key, "role": "customer"})

    assert contract.contract_type is DealType.SPLIT
    assert amounts(session, anna, contract.key) == {"Kungsör": Decimal(50), "Köping": Decimal(50), "Sambruk": None}
    with pytest.raises(InvalidError, match="Split"):
        contracts.update(session, anna, contract.key, {"contract_type": "standard"})


def test_amounts_that_never_fitted_the_value_keep_nobody_from_signing_or_noting(
    session: CrmSession, anna: Actor
) -> None:
    town = make_organisation(session, anna)
    contract = contracts.making.create(session, anna, {"title": "EGIL"}, organisation_id=town.key)
    [(party, _)] = contracts.parties.of_contract(session, anna, contract.key)
    contract.value, contract.share_kind, party.amount = Decimal(100), ShareKind.FIXED, Decimal(150)
    session.flush()

    contracts.update(session, anna, contract.key, {"note": "Ring"})
    contracts.parties.update(session, anna, contract.key, party.key, {"signed_on": "2026-11-20"})

    assert party.amount == Decimal(150)


def test_signing_leaves_the_shares_as_they_are_divided(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna)
    contract = contracts.making.create(session, anna, {"title": "EGIL", "value": "100"}, organisation_id=town.key)
    [(party, _)] = contracts.parties.of_contract(session, anna, contract.key)

    contracts.parties.update(session, anna, contract.key, party.key, {"amount": "100", "signed_on": "2026-11-20"})

    assert contract.share_kind is ShareKind.EQUAL


def test_contracts_are_numbered_by_year_and_no_number_is_given_twice(session: CrmSession, anna: Actor) -> None:
    year = today().year
    own = contracts.making.create(session, anna, {"title": "Eget", "number": f"{year}-002"})
    first, second = (contracts.making.create(session, anna, {"title": title}) for title in ("A", "B"))

    assert [row.number for row in (own, first, second)] == [f"{year}-002", f"{year}-001", f"{year}-003"]
    assert [row.id for row in contracts.search(session, anna, ContractFilter(text=f"{year}-003")).items] == [second.key]
    with pytest.raises(InvalidError) as refused:
        contracts.update(session, anna, second.key, {"number": first.number})
    assert list(refused.value.fields) == ["number"]


def test_a_party_that_signs_does_not_decline(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna)
    made = contracts.making.create(session, anna, {"title": "EGIL"}, organisation_id=town.key)
    [(party, _)] = contracts.parties.of_contract(session, anna, made.key)

    contracts.parties.update(session, anna, made.key, party.key, {"declined_on": today()})
    assert party.signature is Signature.DECLINED
    with pytest.raises(InvalidError) as refused:
        contracts.parties.update(session, anna, made.key, party.key, {"signed_on": today()})

    assert list(refused.value.fields) == ["declined_on"]
