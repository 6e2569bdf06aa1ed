"""Names with digits inside: their numbers count nothing."""

from __future__ import annotations

import re

from chitieu.extract.context.patterns import folded as spelt
from chitieu.extract.context.places import Atlas
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import WordPattern

# Each pattern runs over folded text: the words that are written here before the digits make them a name.
_NAMES = (
    (
        "road",
        r"(?:quốc lộ|tỉnh lộ|đường tỉnh|hương lộ|đại lộ|cao tốc|ql|tl|đt"
        r"|hl)[ .]?(?:số )?\d+[a-zđ]?(?:-\d+[a-zđ]?)?\b",
    ),
    ("road", r"(?:đường|phố|ngõ|ngách|hẻm) (?:số )?\d+[a-z]?(?:/\d+)*\b(?! (?:km|m|tuyến|con))"),
    ("kilometre_post", r"km ?\d+(?:\+\d+)?\b"),
    ("post", r"cột mốc (?:số )?\d+"),
    (
        "quarter",
        r"(?:khu phố|tổ dân phố|tổ dân cư|thôn|ấp|bản|tổ|khu|xóm|đội|cụm"
        r"|khối) (?:số )?\d{1,3}(?:[a-z]\b)?(?![.,]\d)(?=[\s,.;:)]*(?:$|[,.;:)]|phường|xã|thị|quận|huyện))",
    ),
    (
        "number_of",
        r"(?:vành đai|tuyến(?: metro| đường sắt)?|giai đoạn|khu vực|vùng|phân khu|lô|nhà máy|toà|tòa|cầu"
        r"|cảng|bến) (?:số )?\d{1,3}[a-z]?\b(?! ?(?:%|tỷ|triệu|nghìn|đồng|ha|km|người|hộ|dự án|doanh nghiệp"
        r"|địa phương|xã|huyện|tỉnh))",
    ),
    ("disease", r"covid ?-? ?19\b"),
    ("game", r"sea ?games? ?\d{2}\b"),
    ("standard", r"(?:iso|ohsas|vietgap|haccp|tcvn|qcvn) ?\d+(?:[:.-]\d+)*"),
)
_ALTERNATION = WordPattern(r"(?<!\w)(?:" + "|".join(f"(?:{spelt(pattern)})" for _, pattern in _NAMES) + ")")
# `May 10`, `A1`: a capitalised word and a number behind a word for a firm, a school, a hospital.
_NAMED_BY_NUMBER = re.compile(
    r"(?:Công ty|Cty|Tổng công ty|Xí nghiệp|Nhà máy|Trường|Bệnh viện|Sư đoàn|Trung đoàn|Lữ đoàn|Quân khu"
    r"|Binh đoàn|Đoàn|"
    r"Quân đoàn|Chi nhánh"
    r"|Hợp tác xã|Khu công nghiệp|khu công nghiệp|KCN|Cụm công nghiệp|cụm công nghiệp|CCN"
    r"|Khu chế xuất|khu chế xuất)"
    r"(?: [A-ZĐÀ-Ỹ][\wà-ỹ]*){0,6}? (?P<name>(?:[A-ZĐÀ-Ỹ][\wà-ỹ]* )?\d{1,4}(?:[.-]\d{1,2})?)"
    r"(?![\d%,]|\.\d)"
)
_COUNTED = re.compile(
    r"\s+(?:đồng|tỷ|tỉ|triệu|nghìn|người|lao động|công nhân|%|đoàn viên|cán bộ|dự án"
    r"|doanh nghiệp|công ty|nhà máy|hộ|vụ|căn|phòng|chuyến|cơ sở)"
)
_DIGIT = re.compile(r"\d")


def digit_names(text: str, folded: str, sentence: Sentence, atlas: Atlas) -> list[tuple[int, int, str]]:
    """The names of a sentence that hold digits, in order: start, end, what they name."""
    low, high = sentence.start, sentence.end
    if not _DIGIT.search(folded, low, high):
        return []
    found = [(m.start(), m.end(), "name") for m in _ALTERNATION.find_all(folded, low, high)]
    for match in _NAMED_BY_NUMBER.finditer(text, low, high):
        if not _COUNTED.match(text, match.end(), high):
            found.append((*match.span("name"), "name"))
    found += [
        (mention.start, mention.own_end, "place")
        for mention in atlas.mentions(sentence.index)
        if _DIGIT.search(folded, mention.start, mention.own_end)
    ]
    return sorted(found)
