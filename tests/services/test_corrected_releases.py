"""A correction opens nothing that the number before it withheld, whatever the district has set since."""

from db import releases, settings
from db.periods import Period
from db.vocabulary import Domain, ReleaseKind
from tests import builders
from tests.services.test_periods import APRIL, JUNE, MAY, after, opened, summed_up
from tests.services.test_releases import JULY, answered, numbers, view


def test_a_committee_of_few_stays_withheld_when_the_district_lowers_its_number(session, cast, now):
    wave = builders.a_wave(session, now=now)
    answered(session, wave, cast.branch_a, 30)
    answered(session, wave, cast.branch_c, 9)
    first = releases.release(session, wave=wave, now=now + JULY, by="system")
    settings.put(session, "show_from", 5)
    second = releases.release(session, wave=wave, now=now + JULY, by="system", correct=True)
    for committee in (cast.committee, cast.other_committee):
        assert view(session, first, cast.li, committee).n is None
        assert view(session, second, cast.li, committee).n is None
    district = view(session, second, cast.li, cast.district)
    assert numbers(district) == numbers(view(session, first, cast.li, cast.district))


def test_a_first_release_under_the_lower_number_would_have_told_it(session, cast, now):
    wave = builders.a_wave(session, now=now)
    answered(session, wave, cast.branch_a, 30)
    answered(session, wave, cast.branch_c, 9)
    settings.put(session, "show_from", 5)
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    assert view(session, made, cast.li, cast.other_committee).n == 9


def test_a_domain_of_few_stays_withheld_too(session, cast, now):
    wave = builders.a_wave(session, now=now)
    answered(session, wave, cast.branch_a, 40)
    answered(session, wave, cast.branch_b, 9)
    first = releases.release(session, wave=wave, now=now + JULY, by="system")
    settings.put(session, "show_from", 5)
    second = releases.release(session, wave=wave, now=now + JULY, by="system", correct=True)
    for domain in Domain:
        told = [releases.by_domain(session, actor=cast.li, release_id=made.id) for made in (first, second)]
        if domain in told[0] and told[0][domain].n is None:
            assert told[1][domain].n is None
    assert any(shown.n is None for shown in told[0].values())


def test_a_period_opens_nothing_when_it_is_made_anew(session, cast, now):
    version = builders.a_version(session, now=now)
    quarter = Period(ReleaseKind.QUARTER, APRIL)
    waves = [opened(session, month, now, version_id=version.id) for month in (APRIL, MAY, JUNE)]
    for wave in waves:
        answered(session, wave, cast.branch_a, 20)
        answered(session, wave, cast.branch_c, 9)
        releases.release(session, wave=wave, now=after(wave.month), by="system")
    assert summed_up(session, after(JUNE)) == 1
    settings.put(session, "show_from", 5)
    for wave in waves:
        releases.release(session, wave=wave, now=after(JUNE), by="system", correct=True)
    assert summed_up(session, after(JUNE)) == 1
    found = releases.of_period(session, actor=cast.li, period=quarter)
    assert found.number == 2
    where = {"actor": cast.li, "release_id": found.id, "view": releases.NEEDS}
    assert releases.view(session, organisation_id=cast.district, **where).n == 87
    assert cast.other_committee not in dict(found.organisations) or (
        releases.view(session, organisation_id=cast.other_committee, **where).n is None
    )
