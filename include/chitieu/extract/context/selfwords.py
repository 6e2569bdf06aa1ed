"""What a page's body calls itself (`đơn vị`, `chúng tôi`), and pages that tell of no one body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chitieu.catalogue.folding import fold
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
        if opens and first.kind == "unit" and text[first.own_end : first.own_end + 2].lstrip()[:1] == ":":
            labels.add(first.key)
            paragraphs.add(sentence.paragraph)
    return len(labels) >= _FEWEST_ITEMS and len(paragraphs) >= _FEWEST_ITEMS
