"""A report in prose of our own: every kind of row once, so that a change of the page is seen in a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from chitieu.publish.model import (
    CheckResult,
    Completion,
    Count,
    Evidence,
    Kpi,
    PageCoverage,
    Quarantined,
    Report,
)

URL = "https://songlam.example/tong-ket-2022"
_UNION_SENTENCE = (
    "Năm 2022, Công đoàn huyện Sông Lam kết nạp mới 1.250 đoàn viên, đạt 125% chỉ tiêu được giao,"
    " tăng 12,5% so với cùng kỳ."
)
_REVENUE_SENTENCE = "Thu ngân sách trên địa bàn huyện ước đạt 2.167 tỷ đồng, bằng 96,4% dự toán."
_POOR_SENTENCE = "Đến cuối năm, tỷ lệ hộ nghèo của huyện còn 1,4%, giảm 0,7 điểm phần trăm."
_SCHOOL_SENTENCE = "Toàn huyện có 68/73 trường đạt chuẩn quốc gia, đạt tỷ lệ 93,2%."

UNION = Kpi(
    domain="union",
    indicator="Đoàn viên kết nạp (phát triển) mới",
    place="huyện Sông Lam",
    organisation="LĐLĐ huyện Sông Lam",
    part=None,
    period="Năm 2022",
    value=Decimal(1250),
    unit="count",
    per=None,
    total=None,
    qualifier="exact",
    status="actual",
    change=None,
    change_unit=None,
    growth_pct=Decimal("12.5"),
    growth_basis="same_period_last_year",
    share_pct=None,
    rank=None,
    rank_total=None,
    completion_pct=Decimal(125),
    target=Decimal(1000),
    target_unit="count",
    polarity="more",
    is_disputed=False,
    is_ambiguous=False,
    source_count=2,
    evidence=Evidence(_UNION_SENTENCE, "1.250", URL),
)
REVENUE = replace(
    UNION,
    domain="budget",
    indicator="Thu ngân sách nhà nước trên địa bàn",
    organisation=None,
    value=Decimal("2167000000000"),
    unit="VND",
    status="estimated",
    growth_pct=None,
    growth_basis=None,
    completion_pct=Decimal("96.4"),
    target=None,
    is_disputed=True,
    source_count=3,
    evidence=Evidence(_REVENUE_SENTENCE, "2.167 tỷ đồng", URL),
)
POOR = replace(
    REVENUE,
    is_ambiguous=True,
    domain="poverty",
    indicator="Tỷ lệ hộ nghèo",
    value=Decimal("1.4"),
    unit="percent",
    status="actual",
    change=Decimal("-0.7"),
    change_unit="percent",
    completion_pct=None,
    polarity="less",
    is_disputed=False,
    source_count=1,
    evidence=Evidence(_POOR_SENTENCE, "1,4%", URL),
)
SCHOOLS = replace(
    POOR,
    domain="education",
    indicator="Trường học đạt chuẩn quốc gia",
    value=Decimal(68),
    unit="count",
    total=Decimal(73),
    change=None,
    share_pct=Decimal("93.2"),
    polarity="more",
    evidence=Evidence(_SCHOOL_SENTENCE, "68/73", "file:///tmp/song-lam.txt"),
)
WOMEN = replace(UNION, part="nữ", value=Decimal(900), completion_pct=None, target=None, growth_pct=None)
RANK = replace(
    UNION,
    place="thành phố Cẩm Hà",
    indicator="Công đoàn cơ sở thành lập mới",
    value=None,
    rank=Decimal(6),
    rank_total=Decimal(30),
    completion_pct=Decimal(80),
    target=None,
    growth_pct=Decimal("-3"),
)


def completion(**changes: Any) -> Completion:
    """The union's figure against its plan."""
    made = Completion(
        indicator=UNION.indicator,
        place=UNION.place,
        organisation=UNION.organisation,
        part=None,
        period="Năm 2022",
        completion_pct=Decimal(125),
        actual=Decimal(1250),
        target=Decimal(1000),
        unit="count",
        is_target_derived=True,
        is_met=True,
        url=URL,
    )
    return replace(made, **changes)


def quarantined(text: str = "74/73", reason: str = "74 lớn hơn tổng 73") -> Quarantined:
    """A figure that waits for a steward."""
    return Quarantined(
        indicator="Trường học đạt chuẩn quốc gia",
        measure="level",
        value=Decimal(74),
        unit="count",
        place="huyện Sông Lam",
        reasons=[reason],
        evidence=Evidence(f"Huyện Sông Lam nay có {text} trường đạt chuẩn quốc gia.", text, URL),
        quarantined_at=datetime(2023, 2, 1, tzinfo=UTC),
    )


def check(name: str = "value_within_total", success: bool = False, **changes: Any) -> CheckResult:
    """The result of one expectation."""
    made = CheckResult(
        run_id="run-1",
        batch_id="batch-1",
        suite="observations",
        check=name,
        column="finding_value_within_total",
        severity="quarantine",
        success=success,
        evaluated=96,
        unexpected=0 if success else 1,
        detail={
            "label": "Phần không lớn hơn tổng",
            "why": "74 of 73 schools cannot be.",
            "owner": "data steward",
            "examples": []
            if success
            else [{"row": "ab12", "name": "74/73 · Tổng kết năm 2022", "message": "74 lớn hơn tổng 73"}],
        },
        validated_at=datetime(2023, 2, 1, 3, tzinfo=UTC),
    )
    return replace(made, **changes)


def report(**changes: Any) -> Report:
    """A small warehouse's report."""
    made = Report(
        generated_at=datetime(2023, 2, 1, 3, 5, tzinfo=UTC),
        extractor_version="0.1.0+ab12cd34",
        published_from=date(2022, 7, 1),
        published_to=date(2023, 1, 31),
        stages=[
            Count("captures", "Trang đã lấy", 36),
            Count("articles", "Bài đã đọc", 35),
            Count("numbers", "Con số tìm thấy", 2480),
            Count("observations", "Số liệu đã nhận", 771),
            Count("rejections", "Không phải số liệu", 1690),
            Count("quarantined", "Chờ kiểm tra", 19),
            Count("kpis", "Dòng chỉ tiêu", 312),
        ],
        completions=[
            completion(),
            completion(
                indicator="Thu ngân sách nhà nước trên địa bàn",
                completion_pct=Decimal("96.4"),
                actual=Decimal("2167000000000"),
                target=Decimal("2247925311203"),
                unit="VND",
                organisation=None,
                is_met=False,
            ),
            completion(
                indicator="Công đoàn cơ sở thành lập mới",
                completion_pct=Decimal(450),
                actual=Decimal(9),
                target=Decimal(2),
                is_target_derived=False,
            ),
        ],
        kpis=[UNION, WOMEN, RANK, REVENUE, POOR, SCHOOLS],
        rejections=[
            Count("date", "Ngày tháng", 812),
            Count("document_number", "Số văn bản", 401),
            Count("period", "Kỳ thời gian", 377),
            Count("name", "Tên riêng", 100),
        ],
        quarantine=[quarantined(), quarantined("93,2%", "68/73 là 93,15%, trang viết 95,2%")],
        pages=[
            PageCoverage(
                "song_lam",
                "Công đoàn huyện Sông Lam tổng kết năm 2022",
                URL,
                datetime(2023, 1, 5, tzinfo=UTC),
                96,
                40,
                54,
                2,
            ),
            PageCoverage("cam_ha", None, "file:///tmp/cam_ha.txt", None, 12, 0, 12, 0),
        ],
        kpi_count=312,
        quarantine_count=19,
        page_count=35,
        failures=[Count("parse", "no_article", 1)],
    )
    return replace(made, **changes)
