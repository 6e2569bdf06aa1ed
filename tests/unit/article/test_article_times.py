"""The times that pages print, as UTC."""

from __future__ import annotations

import pytest

from chitieu.article.times import read_moment


@pytest.mark.parametrize(
    ("written", "utc", "has_clock"),
    [
        ("Thứ Hai, 05/02/2024 | 14:30", "2024-02-05T07:30", True),
        ("Ngày đăng 23/08/2022 | 09:47 | Lượt xem: 318", "2022-08-23T02:47", True),
        ("14:30 - 5/2/2024", "2024-02-05T07:30", True),
        ("14h30 ngày 5-2-2024", "2024-02-05T07:30", True),
        ("Ngày 5 tháng 2 năm 2024", "2024-02-04T17:00", False),
        ("05.02.2024", "2024-02-04T17:00", False),
        ("05/02/2024 02:30 PM", "2024-02-05T07:30", True),
        ("05/02/2024 12:05 SA", "2024-02-04T17:05", True),
        ("2024-02-05T14:30:00+07:00", "2024-02-05T07:30", True),
        ("2024-02-05T07:30:00Z", "2024-02-05T07:30", True),
        ("2024-02-05 14:30:00", "2024-02-05T07:30", True),
        ("2024-02-05", "2024-02-04T17:00", False),
    ],
)
def test_written_times(written: str, utc: str, has_clock: bool) -> None:
    moment = read_moment(written)

    assert moment is not None
    assert (moment.at.isoformat(), moment.has_clock) == (f"{utc}:00+00:00", has_clock)


@pytest.mark.parametrize(
    "written", ["", "31/02/2024", "2024-13-45", "13 giờ trước", "6/13 tiêu chí", "0243.999.1234", "5/2"]
)
def test_what_is_no_date(written: str) -> None:
    assert read_moment(written) is None
