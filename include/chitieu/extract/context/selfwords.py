"""What a page's body calls itself (`đơn vị`, `chúng tôi`), and pages that tell of no one body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chitieu.catalogue.folding import fold
from chitieu.extract.context.bodyaliases import FIRMS
from chitieu.extract.context.pagebody import Mention
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.placenames import PlaceMention
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

# Agencies whose pages count what the whole place has, and what they do themselves.
_AGENCIES = frozenset({"BHXH", "Bảo hiểm Xã hội", "Kho bạc Nhà nước", "Cục", "Chi cục", "Công an"})
_FEWEST_MENTIONS, _OPENING = 2, 5
# All that a customs or tax office counts on its own page is its own.
_COLLECTORS = compiled(r"(?:chi )?cục (?:hải quan|thuế)(?!\w)")
_ITSELF = compiled(
    r"(?:^|[,;:.][\s\"'-]*)(?:[^\s,;:.]+\s+){0,4}?(?:toàn ngành|ngành|đơn vị|cơ quan|cục|chi cục)\s+"
    r"(?:đã|đang|sẽ|cũng|còn|đặt|phấn đấu|tiếp nhận|giải quyết|thực hiện|thu|chi|cấp|phối hợp|tổ chức"
    r"|triển khai|xử lý|khen thưởng|trao|tặng|hỗ trợ|vận động|kiểm tra|thanh tra|quyết liệt|duy trì)(?!\w)"
)
# `Theo đó, đơn vị sẽ trao 90 suất quà`: the body that the sentence before it named.
_MEANT = compiled(
    r"[\s\"'“(-]{0,12}(?:[^;:%]{0,60}(?<!cơ quan)(?<!doanh nghiệp)(?<!địa phương),\s+)?"
    r"(?:(?:còn|hiện|nay|riêng|đến nay|năm qua|đồng thời|ngoài ra)\s+)?"
    r"(đơn vị|cơ quan|chi nhánh|trung tâm|bệnh viện|ngân hàng|quỹ|nhà trường|doanh nghiệp|xí nghiệp|nhà máy"
    r"|hợp tác xã|công ty|nơi đây|nơi này)"
    r"(?: này(?!\w)|\s+(?:đã|đang|sẽ|cũng|còn|hiện|mới|vẫn|phải|đặt|phấn đấu|dự kiến"
    r"|tiếp nhận|giải quyết|thực hiện|thu|chi|cấp|phối hợp|tổ chức|triển khai|xử lý|khen thưởng|trao|tặng"
    r"|hỗ trợ|vận động|kiểm tra|thanh tra|duy trì|kết nạp|thành lập|giới thiệu|khám|điều trị|giải ngân"
    r"|phát vay|cho vay|huy động|quản lý|tuyển|trả|xuất|sản xuất|nhập|tiêu thụ|thu mua|tạo|thăm|xây|sửa"
    r"|giúp|mở|nuôi dưỡng|đào tạo|tư vấn|chăm lo)(?!\w))"
)
_OF_FIRMS = frozenset(map(fold, ("doanh nghiệp", "xí nghiệp", "nhà máy", "hợp tác xã", "công ty")))
_OF_SCHOOLS = fold("nhà trường")
_OF_ALL = frozenset(map(fold, ("đơn vị", "cơ quan")))
_SCHOOL = fold("trường")
_OF_HOUSES = frozenset(map(fold, ("nơi đây", "nơi này")))
_HOUSES = words(r"trung tâm|bộ phận|bệnh viện|trường|nhà máy|xưởng")
_TOLD_OF_PLACE = words(r"toàn (?:tỉnh|huyện|thành phố|xã|phường|quốc)|cả nước|trên địa bàn")
WE = words(r"chúng tôi|chúng em|tụi tôi|bọn tôi|bọn mình|anh em mình")
_ITEM = compiled(r"[\s\"'+*-]{0,6}")
_FEWEST_ITEMS = 3


def page_agency(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], figures: Sequence[Sequence[tuple[int, int]]]
) -> str | None:
    """The agency that a page tells of: its headline or opening names it, and it names no other as often."""
    told = Counter(m.name for m in mentions if m.short in _AGENCIES)
    if not told:
        return None
    # A headline tells of its agency more than a line does.
    told.update(
        m.name for m in mentions if m.short in _AGENCIES and sentences[m.index].block.kind is BlockKind.TITLE
    )
    name, count = told.most_common(1)[0]
    first = next(m.index for m in mentions if m.name == name)
    others = max((n for other, n in told.items() if other != name), default=0)
    figured = sum(bool(spans) for spans in figures)
    return name if first < _OPENING and count > others and min(count, figured) >= _FEWEST_MENTIONS else None


def does_itself(text: str, sentence: Sentence, start: int) -> bool:
    """Whether a figure that begins at `start` is what the agency of a page counts or does itself."""
    if _TOLD_OF_PLACE.find(text, sentence.start, start) is not None:
        return False
    return _ITSELF.search(text[sentence.start : start]) is not None


def meant_by(text: str, sentence: Sentence) -> str | None:
    """The common word by which a sentence's subject is called (`đơn vị`, `chi nhánh`, `doanh nghiệp`)."""
    match = _MEANT.match(text, sentence.start, sentence.end)
    return match.group(1) if match else None


def may_be_called(name: str, short: str, word: str) -> bool:
    """Whether a body, with the short form of its head, may be called by a common word."""
    if word in _OF_FIRMS:
        return short in FIRMS
    if word in _OF_HOUSES:
        return short in FIRMS or _HOUSES.match(fold(name)) is not None
    return word in _OF_ALL or (_SCHOOL if word == _OF_SCHOOLS else word) in fold(name)


def is_collector(name: str) -> bool:
    """Whether an agency collects revenue: its page's figures are its own."""
    return _COLLECTORS.match(fold(name)) is not None


def are_briefs(sentences: Sequence[Sentence], mentions: Sequence[Sequence[PlaceMention]], text: str) -> bool:
    """Whether a page is a list of news in brief, each of a place of its own (`Hà Nam: LĐLĐ tỉnh ...`)."""
    labels: set[str] = set()
    paragraphs: set[int] = set()
    seen: set[int] = set()
    for sentence, found in zip(sentences, mentions, strict=True):
        if sentence.paragraph in seen:
            continue
        seen.add(sentence.paragraph)
        if sentence.block.kind is BlockKind.TITLE or not found:
            continue
        first = found[0]
        opens = _ITEM.fullmatch(text, sentence.start, first.start) is not None
        label = text[first.own_end : first.own_end + 4].lstrip()
        # `Huyện A: 96 tỷ đồng` in a list is no news.
        news = label.startswith(":") and not label[1:].strip()[:1].isdigit()
        if opens and first.kind == "unit" and news:
            labels.add(first.key)
            paragraphs.add(sentence.paragraph)
    return len(labels) >= _FEWEST_ITEMS and len(paragraphs) >= _FEWEST_ITEMS
