"""Any text gets a context: nothing raises, spans stay inside their sentence, periods are in order."""

from __future__ import annotations

import re
from itertools import pairwise

from context_pages import page
from hypothesis import given, settings
from hypothesis import strategies as st

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
FIGURE = re.compile(r"\d[\d.,/]*")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_gets_a_context(text: str) -> None:
    made = page({"text": text, "title": "Huyện Sóc Sơn năm 2019"})
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
