"""The body whose work a whole page tells of: a union or a party committee that it names first or most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import load_organisation_words
from chitieu.catalogue.places import name_key
from chitieu.extract.context.bodyaliases import FIRMS
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.units import Unit
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import WordPattern
from chitieu.kernel.record import record
from chitieu.kernel.records import BlockKind

# The union of all estates of a province has as many names as there are ways to list them.
_OF_ESTATES = ("Công đoàn các ", "CĐ các ")
UNION_HEADS = frozenset(
    {"LĐLĐ", "LĐLĐTP", "Công đoàn", "Công đoàn ngành", "CĐ", "CĐ ngành", "Công đoàn Khu công nghiệp"}
    | {head.short for head in load_organisation_words().heads.values() if head.short.startswith(_OF_ESTATES)}
)
# It gives awards on every page: a page is about its work only where it does things itself.
TOP_UNION = frozenset({"Tổng LĐLĐ Việt Nam", "Tổng LĐLĐVN"})
_GRASSROOTS = frozenset({"CĐCS", "Công đoàn cơ sở"})
_FIRMS = compiled(
    r"(?:công đoàn|cđ|cđcs|công đoàn cơ sở) (?:công ty|cty|tổng công ty|tập đoàn|bệnh viện|trường|nhà máy)"
)
_PARTY_HEADS = frozenset({"Đảng bộ"})
_FEDERATION = "LĐLĐ"
_OF_UNIT = ("Công đoàn", "CĐ")
_CAPITALS = ("TP HCM", "TP.HCM", "TP. HCM")
_UNION_CORE = (
    r"cđcs|công đoàn|đoàn viên|đ/?v|cnvclđ|cbccvc|cbvclđ|nghiệp đoàn|thỏa ước|tưlđtt|mái ấm|nữ công|đoàn phí"
)
_DENSITY = words(_UNION_CORE)
_UNION_TOPIC = words(
    _UNION_CORE + r"|cnlđ|đối thoại|suất quà|phần quà|sáng kiến|người lao động|thăm hỏi|tết sum vầy|vé xe"
    r"|tháng công nhân"
)
_PARTY_TOPIC = words(r"đảng viên|chi bộ|đảng bộ|cấp ủy|tổ chức đảng|tổ chức cơ sở đảng|khiển trách|khai trừ")
_MASS_TOPIC = words(
    r"hội viên|phụ nữ|nông dân|cựu chiến binh|đoàn viên|thanh niên|thiếu nhi|chi hội|tổ hội|các cấp hội"
    r"|chi đoàn|suất quà|phần quà|học bổng|mái ấm|nhà tình thương|nhà tình nghĩa|vay vốn|tín chấp|công trình"
    r"|phần việc|mô hình|tập huấn|tuyên truyền"
)
# What a place has, whoever the page tells of.
_OF_PLACE = words(
    r"ngừng việc|đình công|tnlđ|tai nạn|người chết|lương|thu nhập|mức thưởng|thưởng tết|tiền trọ|tiền phòng"
    r"|thất nghiệp|nợ bhxh|nợ bảo hiểm|hộ nghèo|hộ cận nghèo|giảm nghèo|bhyt|bảo hiểm y tế|suy dinh dưỡng"
    r"|dân số|grdp|gdp|kim ngạch|xuất khẩu|nhập khẩu|ngân sách|ha|nông thôn mới|ntm|tốt nghiệp"
    r"|tỷ lệ đỗ|du khách|lượt khách|trường học(?! tổ chức)|trường mầm non"
    r"|chuẩn quốc gia|nhóm trẻ|lúa|sản lượng"
    r"|đảng ủy|giá trị sản xuất"
    r"|phát triển [^,;]{0,12}đảng viên"
)
_MASS_HEADS = (
    "Hội ",
    "Đoàn Thanh niên",
    "Đoàn TNCS",
    "Tỉnh đoàn",
    "Thành đoàn",
    "Huyện đoàn",
    "Quận đoàn",
    "Thị đoàn",
)
_HELPED = words(r"hỗ trợ|thăm hỏi|tặng|trao|trợ cấp")
_HELP_BEFORE = 90
_TYPED = compiled(r"(?:huyện|quận|thị xã|tỉnh|thành phố|tp\.?)\s")
_TITLE_POINTS, _OPENING_POINTS = 6.0, 4.0
# The union of a branch bears the name of the whole place.
_OF_BRANCH = ("công đoàn ", "cđ ")
_LEVELS = frozenset({"province", "district"})
_OPENING = 5
_TWICE = 2.0
_DENSE, _DENSE_IN_OPENING = 0.4, 0.25
_FEWEST_FIGURES = 3
_NEAR, _JUST_BEFORE = 60, 45


@record
class Mention:
    """One mention of a body: its sentence, its name and the short form of its head."""

    index: int
    name: str
    short: str


# What a page of one firm tells of others: its branch, its market, its province.
_OF_OTHERS = words(
    r"toàn ngành|cả nước|toàn quốc|toàn tỉnh|cả tỉnh|toàn huyện|trên địa bàn|các doanh nghiệp|thị trường"
    r"|hiệp hội|bình quân chung|nhiều doanh nghiệp|các công ty|các đơn vị khác"
)
_FIRM_UNION = compiled(r"(?:công đoàn cơ sở|công đoàn|cđcs|cđ)\s+(?=công ty|cty|tổng công ty|tập đoàn)")
_OF_ITS_FIRM = words(
    r"lao động|công nhân|đang làm việc|lương|thu nhập|thưởng|doanh thu|lợi nhuận|sản lượng|nộp ngân sách"
)
_OF_ITS_UNION = words(_UNION_CORE + r"|sáng kiến|thăm hỏi|suất quà|phần quà|hiếu hỉ|hiếu hỷ")
_FEWEST_TOLD, _FIRM_SHARE = 3, 0.6


@record
class PageBody:
    """The body of a page; `whole` says that all of the page tells of its work, not some lines."""

    name: str
    whole: bool
    is_union: bool
    topic: WordPattern
    is_firm: bool = False

    @property
    def is_of_firm(self) -> bool:
        """Whether it is the union of one firm or school: what a whole province has is not its own."""
        return _FIRMS.match(fold(self.name)) is not None

    def firm_has(self, text: str, low: int, start: int, high: int) -> str | None:
        """The firm of a page of its union, where a figure is of the firm: its workers and their pay."""
        head = _FIRM_UNION.match(fold(self.name))
        # A sentence that is on pay alone may tell of several years.
        near = max(low, start - _NEAR) if _DENSITY.find(text, low, high) else low
        if head is None or _OF_ITS_FIRM.find(text, near, high) is None:
            return None
        done = _OF_ITS_UNION.find(text, near, high) or _OF_OTHERS.find(text, low, high)
        return None if done or _HELPED.find(text, near, high) else self.name[head.end() :]

    def owns(self, text: str, low: int, start: int, high: int) -> bool | None:
        """Whether a figure that begins at `start` of a folded text is the body's; None where nothing tells.

        `low` is where its sentence begins, `high` where its clause ends.
        """
        if self.is_firm:
            return False if _OF_OTHERS.search(text, low, high) is not None else None
        of_place = _OF_PLACE.find(text, max(low, start - _JUST_BEFORE), high) is not None
        topical = self.topic.find(text, max(low, start - _NEAR), high) is not None
        helped = of_place and _HELPED.find(text, max(low, start - _HELP_BEFORE), start) is not None
        if topical and not (of_place and not helped and self.topic.find(text, start, high) is None):
            return True
        return False if of_place else None


def page_body(
    sentences: Sequence[Sentence],
    text: str,
    mentions: Sequence[Mention],
    figures: Sequence[Sequence[tuple[int, int]]],
    focus: Unit | None,
) -> PageBody | None:
    """The union or party committee that the page names most, where its headline, opening or topics say so."""
    points: dict[str, float] = {}
    shown: dict[str, str] = {}
    topics: dict[str, WordPattern] = {}
    for mention in mentions:
        topic = _topic(mention.short)
        if topic is None:
            continue
        name = usual_name(mention.name, mention.short, focus)
        key = name.casefold()
        if key not in shown or shown[key].split(" ")[-1].isupper():
            shown[key] = name
        topics[key] = topic
        points[key] = points.get(key, 0.0) + _points(sentences, mention.index)
    points = {
        key: each
        for key, each in points.items()
        if not _is_of_another(shown[key], each, focus) and not _is_aside(key, points, focus)
    }
    if not points:
        return None
    of_page = f" {focus.shown}".casefold() if focus else ""
    best = max(
        points,
        key=lambda key: (points[key], topics[key] is _UNION_TOPIC, bool(of_page) and key.endswith(of_page)),
    )
    told = [index for index, spans in enumerate(figures) if spans]
    is_union = topics[best] is _UNION_TOPIC
    topic = _DENSITY if is_union else topics[best]
    topical = sum(topic.find(text, sentences[i].start, sentences[i].end) is not None for i in told)
    least = _DENSE_IN_OPENING if points[best] >= _OPENING_POINTS and is_union else _DENSE
    whole = len(told) >= _FEWEST_FIGURES and topical >= least * len(told)
    if not whole and (points[best] < _TITLE_POINTS or topics[best] is _PARTY_TOPIC):
        return None
    return PageBody(shown[best], whole, is_union, topics[best])


def _is_of_another(name: str, points: float, focus: Unit | None) -> bool:
    """Whether a union is of a unit other than the page's, which neither headline nor opening tells of."""
    rest = name.removeprefix(_FEDERATION).strip()
    if focus is None or focus.level not in _LEVELS or rest == name:
        return False
    return points < _OPENING_POINTS and rest.casefold() != focus.shown.casefold()


def _is_aside(key: str, points: Mapping[str, float], focus: Unit | None) -> bool:
    """Whether a body that is named once, far down, is one of several that the page tells of."""
    if focus is None or focus.level not in _LEVELS or points[key] >= _TWICE or len(points) == 1:
        return False
    return key.startswith(_OF_BRANCH) or not key.endswith(focus.shown.casefold())


def _topic(short: str) -> WordPattern | None:
    """What the bodies of a head are busy with; None for those that no page is told of as a whole."""
    if short in UNION_HEADS or short in TOP_UNION or short in _GRASSROOTS:
        return _UNION_TOPIC
    if short in _PARTY_HEADS:
        return _PARTY_TOPIC
    return _MASS_TOPIC if short.startswith(_MASS_HEADS) else None


def _points(sentences: Sequence[Sentence], index: int) -> float:
    kind = sentences[index].block.kind
    if kind is BlockKind.TITLE:
        return _TITLE_POINTS
    opening = kind is BlockKind.LEAD or (kind is BlockKind.HEADING and index < _OPENING)
    return _OPENING_POINTS if opening else 1.0


def usual_name(name: str, short: str, focus: Unit | None) -> str:
    """The name as it is kept: `Công đoàn huyện A` is LĐLĐ huyện A; capitals of a headline are written small.

    A commune has no federation: its union keeps its name.
    """
    rest = name[len(short) :].strip()
    if short in _OF_UNIT and rest:
        if _TYPED.match(rest.lower()):
            return f"LĐLĐ {rest}" if not rest.isupper() or focus is None else f"LĐLĐ {focus.shown}"
        if focus and name_key(rest) == focus.key and focus.level in ("province", "district"):
            return f"LĐLĐ {focus.shown}"
    if rest.isupper() and len(rest.split()) > 1 and not rest.endswith(_CAPITALS):
        return f"{short} {_written_small(rest, focus)}"
    return name


def _written_small(rest: str, focus: Unit | None) -> str:
    key = name_key(rest)
    if focus is None or not key.endswith(f" {focus.key}"):
        return rest.capitalize()
    field = rest.split()[: -len(focus.key.split())]
    typed = " ".join(field[-len(focus.type.split()) :]).lower() == focus.type if focus.type else False
    if typed:
        kept = field[: -len(focus.type.split())]
        return f"{' '.join(kept).capitalize()} {focus.shown}".strip()
    return f"{' '.join(field).capitalize()} {focus.name}"


def page_firm(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], figures: Sequence[Sequence[tuple[int, int]]]
) -> PageBody | None:
    """The firm or fund that a whole page tells of: it opens the page and is named far more than others."""
    points: dict[str, int] = {}
    for mention in mentions:
        if mention.short in FIRMS:
            points[mention.name] = points.get(mention.name, 0) + 1
    best = max(points, key=lambda name: points[name], default=None)
    if best is None or points[best] < max(_FEWEST_TOLD, _FIRM_SHARE * sum(points.values())):
        return None
    told = sum(bool(spans) for spans in figures)
    first = next(mention.index for mention in mentions if mention.name == best)
    if first >= _OPENING or told < _FEWEST_FIGURES:
        return None
    return PageBody(best, True, False, _OF_OTHERS, is_firm=True)


def is_of_its_union(text: str, low: int, start: int, high: int) -> bool:
    """Whether a figure on a firm's page is of what the firm's union does."""
    return _OF_ITS_UNION.search(text, max(low, start - _NEAR), high) is not None
