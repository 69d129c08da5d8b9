"""Dates, times, durations and arithmetic with them."""

import pytest

from tests.unit.feel.evaluating import result


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('duration("PT2H") * 0.5', "PT1H"),
        ('duration("PT2H") * pace', "PT2M"),
        ('now() + duration("P1D")', "2026-11-24T12:00:00Z"),
        ('date and time(case.opened) + duration("P1D")', "2026-11-24T08:00:00Z"),
        ("today()", "2026-11-23"),
        ('@"2026-01-31" + @"P1M"', "2026-02-28"),
        ('@"2024-02-29" - @"P1Y"', "2023-02-28"),
        ('@"2026-11-24" - @"2026-11-23"', "P1D"),
        ('@"2026-11-23T10:00:00Z" - @"2026-11-23T10:00:00+01:00"', "PT1H"),
        ('@"2026-11-23T10:00:00Z" - @"2026-11-23T10:00:00"', None),
        ('@"23:30:00" + @"PT1H"', "00:30:00"),
        ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
        ('@"P1Y2M" / @"P2M"', 7),
        ('@"P1D" / 2', "PT12H"),
        ('@"P1D" + @"P1Y"', None),
        ('@"999999999-12-31" + @"P1D"', None),
        ('date("2026-02-30")', None),
        ('date("01211-12-31")', None),
        ('time("24:00:00")', None),
        ('time("10:00:00+19:00")', None),
        ('time("10:00:00@Nowhere/Land")', None),
        ('date and time("2026-11-23").hour', 0),
        ('@"2026-11-23".weekday', 1),
        ('@"2026-11-23T10:00:00+05:30".time offset', "PT5H30M"),
        ('@"2026-07-01T10:00:00@Europe/Paris".time offset', "PT2H"),
        ('@"P1DT2H3M4.5S".minutes', 3),
        ('@"-P1Y2M".months', -2),
        ('@"2026-07-01T10:00:00@Europe/Paris" = @"2026-07-01T08:00:00Z"', True),
        ('@"2026-11-23" < @"2026-11-24"', True),
        ('@"2026-11-23" < @"2026-11-24T00:00:00"', None),
        ('is(@"10:00:00Z", @"11:00:00+01:00")', False),
        ('years and months duration(@"2024-02-29", @"2025-02-28")', "P11M"),
        ('week of year(@"2026-12-31")', 53),
        ('day of week(@"2026-11-23")', "Monday"),
        ('day of year(@"2024-12-31")', 366),
    ],
)
def test_temporal_values(source: str, expected: object) -> None:
    assert result(source) == expected
