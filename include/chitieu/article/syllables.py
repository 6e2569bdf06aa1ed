"""Whether a written word can be a Vietnamese syllable: its onset, its rhyme and its tone go together.

The language has some 160 rhymes and 27 onsets, and a word is one syllable. That makes it easy to tell text
that was decoded right from text that was not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ONSET: Final = re.compile("ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]|")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_RISING_OR_HEAVY: Final = frozenset("\u0301\u0323")
_RHYMES: Final = frozenset(
    unicodedata.normalize(
        "NFD",
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
        e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
        i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
        o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
        ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
        u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôp uôt up ut uơ uy uya uych
        uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
        y yên yêm yêng yêt yêu yt ynh
        """,
    ).split()
)
_LONGEST: Final = 7


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case and normal form, is one well-formed Vietnamese syllable.

    >>> is_syllable("Nghiệp"), is_syllable("straße"), is_syllable("càt")
    (True, False, False)
    """
    if len(word) > _LONGEST * 3:
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in letters if c in _TONES]
    bare = "".join(c for c in letters if c not in _TONES)
    if len(tones) > 1 or not bare:
        return False
    onset = _ONSET.match(bare)
    starts = {onset.end()} if onset else {0}
    if bare.startswith("gi"):
        starts.add(1)  # `gì`, `gìn`: the i is the vowel
    stopped = bare.endswith(("c", "ch", "p", "t"))
    if stopped and not _RISING_OR_HEAVY.issuperset(tones or "-"):
        return False
    return any(bare[start:] in _RHYMES for start in starts)
