"""Vietnamese in fonts of before Unicode: TCVN3 (`.VnTime`) and VNI (`VNI-Times`), one sign for one sign.

Such a text is Latin-1 to every program; only the font makes Vietnamese of it. It is converted sign by sign:
an offset into the converted text is one into the page as it came. What VNI writes as two signs becomes a
letter and a combining mark, which compose to the letter meant. Tables: TCVN 5712:1993 VN3, the VNI-Windows
fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Final, Literal

from chitieu.article.syllables import is_syllable

Layout = Literal["tcvn3", "vni"]
_Verdict = Layout | Literal["unicode"] | None
LAYOUTS: Final[tuple[Layout, ...]] = ("tcvn3", "vni")

# What stays as it is stands in the table, too: to find no row costs many times what finding one does.
_TCVN3: Final = {code: code for code in range(0x100)} | str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¯ºÀÁÂÃÄÅ¿ÍÙÚÛàðÿ°±²³´",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    "ẰẲẮẦẨẪẤỀẴỂỄẾỒỔỖỐ"
    "\u0300\u0309\u0303\u0301\u0323",
)
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
# The second sign of a VNI letter: the shape of the vowel and the tone that it stands for.
_VNI_MARKS: Final = {
    mark: (shape, tone)
    for shape, marks in (("", "ùøûõï"), (_CIRCUMFLEX, "áàåãä"), (_BREVE, "éèúüë"))
    for mark, tone in zip(marks, (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)
} | {"â": (_CIRCUMFLEX, ""), "ê": (_BREVE, "")}
_VNI_LETTERS: Final = dict(zip("íìæóòöôñîÍÌÆÓÒÖÔÑÎ", "íìỉĩịươđỵÍÌỈĨỊƯƠĐỴ", strict=True))
_MARKS: Final = "".join(_VNI_MARKS)
_VNI: Final = re.compile(f"[aeouyöô][{_MARKS}]|[AEOUYÖÔ][{_MARKS}{_MARKS.upper()}]|[{''.join(_VNI_LETTERS)}]")

# A word of a text in such a font is letters and signs of Latin-1 together.
_WORD: Final = re.compile(
    "[A-Za-z\u00a1-\u02af\u0300-\u036f\u1ea0-\u1ef9]*[\u00a1-\u02af\u0300-\u036f\u1ea0-\u1ef9]+[A-Za-z\u00a1-\u02af\u0300-\u036f\u1ea0-\u1ef9]*"
)
# What words of Unicode Vietnamese hardly hold. The look for it is all that a page in order costs.
_SIGN: Final = re.compile("[¢-¶¸¹¼-¾ËÖ×ØÞß÷øûïåäëüÙÛÏÅÄÜñ]")
_TELLTALE: Final = re.compile(
    "[A-Za-z][¢-¶¸¹¼-¾ËÖ×ØÞß÷ø]|[®§«¬©][a-z]|[aeouyöôAEOUYÖÔ][ùøûïåäëüÙØÛÏÅÄËÜ]|ñ[aeiouyöô]"
)
_SHORT_FORM: Final = re.compile("[A-ZĐ]{2,9}|đ")
_SEEN_IN_PASSING: Final = 3
_QUOTES: Final = "«»·¸´¨¯"
_LEAST_WORDS: Final = 3
_LEAST_SHARE: Final = 0.75
_ALL_OF_IT: Final = 0.95


def convert(text: str, layout: Layout) -> str:
    """Text that is set in a font of `layout`, in Unicode; as many characters as `text` has.

    >>> convert("C«ng ®oµn", "tcvn3")
    'Công đoàn'
    """
    if layout == "tcvn3":
        return text.translate(_TCVN3)
    return _VNI.sub(_vni_letter, text)


def _converted(words: Sequence[str], layout: Layout) -> list[str]:
    """Words in Unicode, all in one go: each call of a conversion costs more than a word's letters do."""
    return convert("\n".join(words), layout).split("\n")


def _vni_letter(found: re.Match[str]) -> str:
    written = found.group()
    vowel = _VNI_LETTERS.get(written[0], written[0])
    if len(written) == 1:
        return vowel
    shape, tone = _VNI_MARKS[written[1].lower()]
    if not tone:
        return vowel + shape
    return unicodedata.normalize("NFC", vowel + shape) + tone


def may_be_legacy(text: str) -> bool:
    """Whether a page is worth a closer look: some signs stand among letters where Unicode has none."""
    if text.isascii() or len(_SIGN.findall(text)) < _SEEN_IN_PASSING:
        return False
    seen = _TELLTALE.finditer(text)
    return sum(1 for _ in islice(seen, _SEEN_IN_PASSING)) == _SEEN_IN_PASSING


def layout_of(text: str) -> Layout | None:
    """The layout in which most marked words of a text are Vietnamese syllables; None where it is none.

    The evidence: at least three words that are syllables only so, three words of four being syllables in all.
    """
    words = _WORD.findall(text)
    plain = sum(map(_is_word, words))
    counts = {layout: sum(map(_is_word, _converted(words, layout))) for layout in LAYOUTS}
    best = max(LAYOUTS, key=counts.__getitem__)
    if counts[best] < plain + _LEAST_WORDS or counts[best] < len(words) * _LEAST_SHARE:
        return None
    return best


def share_of_syllables(text: str) -> float:
    """Which share of the words with marks are Vietnamese syllables as they stand; 0 where there is none."""
    words = _WORD.findall(text)
    return sum(map(_is_word, words)) / len(words) if words else 0.0


def _is_word(word: str) -> bool:
    """Whether a word is a syllable, an abbreviation (`LĐLĐ`) or the sign of the currency."""
    return is_syllable(word) or _SHORT_FORM.fullmatch(word) is not None or is_syllable(word.strip(_QUOTES))


def modernise_lines(text: str) -> str:
    """A page's text with the lines that are set in such a font in Unicode; as many characters as it had."""
    if not may_be_legacy(text):
        return text
    lines = text.split("\n")
    layouts = layouts_of(lines)
    if not any(layouts):
        return text
    return "\n".join(
        convert(line, layout) if layout else line for line, layout in zip(lines, layouts, strict=True)
    )


def keep_soft_hyphens(markup: str) -> str:
    """The markup with soft hyphens as entities where they may be the ư of TCVN3, not signs of no width."""
    return markup.replace("\u00ad", "&#173;") if "\u00ad" in markup and may_be_legacy(markup) else markup


def layouts_of(runs: Sequence[str], fonts: Sequence[Layout | None] | None = None) -> list[Layout | None]:
    """In which layout each run of a page's text is set; None for what is Unicode as it stands.

    `fonts` are the layouts that the page's own fonts name, where it names them. A run that reads as well
    either way (a short word, a lone letter) follows its font, else the run before it, else the one behind.
    """
    fonts = fonts or [None] * len(runs)
    whole = layout_of("\n".join(runs))
    named = {whole, *fonts, *(layout_of(run) for run in runs if may_be_legacy(run))}
    tried = [layout for layout in LAYOUTS if layout in named]
    if not tried:
        return [None] * len(runs)
    verdicts = [_verdict(run, font, tried) for run, font in zip(runs, fonts, strict=True)]
    return _settled(verdicts, fonts)


def _verdict(run: str, font: Layout | None, tried: Sequence[Layout]) -> _Verdict:
    words = _WORD.findall(run)
    if not words:
        return None
    plain = sum(map(_is_word, words))
    counts = {layout: sum(map(_is_word, _converted(words, layout))) for layout in tried}
    best = max(tried, key=lambda layout: (counts[layout], layout == font))
    if counts[best] > plain and counts[best] * 2 >= len(words):
        return best
    if counts[best] == plain and plain and font in tried:
        return None
    return "unicode" if plain >= counts[best] and plain * 2 > len(words) and not _undecided(words) else None


def _undecided(words: Sequence[str]) -> bool:
    """Whether all that is marked could be either: letters of Latin-1 alone, and few of them."""
    return len(words) < _LEAST_WORDS and all(sign <= "ÿ" for word in words for sign in word)


def _settled(verdicts: Sequence[_Verdict], fonts: Sequence[Layout | None]) -> list[Layout | None]:
    first = next((verdict for verdict in verdicts if verdict is not None), None)
    before: _Verdict = first
    out: list[Layout | None] = []
    for verdict, font in zip(verdicts, fonts, strict=True):
        # A font that no run bears out says nothing: Unicode was pasted into old pages, too.
        settled = verdict or (font if font in verdicts else None) or before
        out.append(None if settled == "unicode" else settled)
        before = verdict or before
    return out
