"""Any text gets a context: nothing raises, spans stay inside their sentence, periods are in order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from context_pages import page
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.extract.context.periods import Timeline

WORDS = [
    "năm 2018",
    "năm 2O18",
    "tháng 13/2018",
    "31/2/2019",
    "ngày 30-02",
    "quý V",
    "từ ngày 9/9 đến ngày 1/1/2017",
    "cùng kỳ",
    "cùng kỳ năm 2016",
    "giai đoạn 2020-2015",
    "5 năm qua",
    "đến nay",
    "6 tháng đầu năm",
    "mùng 99 Tết",
    "nhiệm kỳ",
    "tháng trước",
    "quý tới",
    "từ 31/6 đến 4/13",
    "từ 29/2 đến 3/1/2019",
    "từ tháng 11 đến hết quý II",
    "từ tháng 3 đến nay",
    "từ 1/7/2018",
    "từ 1/7/2018 đến nay",
    "từ nay đến cuối năm",
    "từ đầu nhiệm kỳ đến nay",
    "giữa nhiệm kỳ 2018-2023",
    "sau 99 tháng vận hành",
    "sau 99 năm thực hiện",
    "99 năm tới",
    "11 tháng cuối năm",
    "dịp lễ 30/4 - 1/5",
    "năm học trước",
    "niên vụ 2019/2017",
    "Tháng Công nhân",
    "thưởng Tết",
    "Dịp này trao bằng khen",
    "Hà Nội",
    "TP. HCM",
    "huyện",
    "Thành phố",
    "xã",
    "phường 12",
    "Q. 4",
    "(Quảng Nam)",
    "toàn tỉnh",
    "cả nước",
    "vùng",
    "Hồ Chí Minh",
    "LĐLĐ",
    "LĐLĐ quận",
    "các cấp Công đoàn",
    "Công ty",
    "Quỹ",
    "Sở",
    "Bộ",
    "Phòng",
    "được",
    "do",
    "theo",
    "của",
    "tăng",
    "đạt 12%",
    "1.234",
    "09/15",
    "7,5 tỷ",
    "(",
    ")",
    ";",
    ",",
    ".",
    "–",
    "“",
    "\u200b",
    "İ",
    "é",
    "\n",
    "lần lượt",
    "so với",
    "kế hoạch",
]
STAMPS = ["Jul 31, 2019", "31 Th2, 2019", "2019-13", "2019-02-30", "99/99/19 10:00", "10:00 28/2/19"]
FIGURE = re.compile(r"\d[\d.,/]*")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.sampled_from(["", *STAMPS]))
def test_any_text_gets_a_context(text: str, stamp: str) -> None:
    made = page({"text": f"{stamp}\n{text}", "title": "Huyện Sóc Sơn năm 2019"})
    for sentence in made.sentences:
        times = made.context.temporal_spans(sentence.index)
        names = made.context.name_spans(sentence.index)
        for start, end, _ in (*times, *names):
            assert sentence.start <= start < end <= sentence.end
        assert all(left[1] <= right[0] for left, right in pairwise(times))
        for match in FIGURE.finditer(made.text, sentence.start, sentence.end):
            period = made.context.period(sentence.index, *match.span())
            assert (period.start is None) == (period.end is None)
            assert period.start is None or period.end is None or period.start <= period.end
            assert period.hits
            assert made.context.place(sentence.index, *match.span()).hits
            assert made.context.organisation(sentence.index, *match.span()).name != ""


def test_a_repeated_figure_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    stated = Timeline._stated

    def counted(self: Timeline, index: int, start: int, end: int) -> Any:
        nonlocal asked
        asked += 1
        return stated(self, index, start, end)

    monkeypatch.setattr(Timeline, "_stated", counted)
    made = page({"text": "Toàn xã có 1.234 hộ.\n" * 200})
    for sentence in made.sentences:
        found = FIGURE.search(made.text, sentence.start, sentence.end)
        assert found is not None
        assert made.context.period(sentence.index, *found.span()).start is None
    assert asked <= 2 * len(made.sentences)
