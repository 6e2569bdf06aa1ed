"""Numbers as Vietnamese writers write them, and the lexicon that they are read with."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from chitieu.catalogue import folding
from chitieu.catalogue.folding import fold
from chitieu.catalogue.units import WrittenUnit, load_units
from chitieu.extract import needles, numbers, words
from chitieu.extract.mentions import counted_noun
from chitieu.extract.nonstatistics import RejectionRule, rejected_spans, rejection_rules
from chitieu.extract.quantities import read_quantities
from chitieu.extract.quantity import Quantity
from chitieu.extract.ranks import read_ranks
from chitieu.kernel.records import Qualifier


def _quantities(text: str) -> list[Quantity]:
    folded = fold(text)
    return read_quantities(folded, counted_noun(), rejected_spans(folded), read_ranks(folded))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14.563", "14563"),
        ("12,5", "12.5"),
        ("18.5", "18.5"),
        ("1.478,1", "1478.1"),
        ("1,478.5", "1478.5"),
        ("1.059.000", "1059000"),
        ("0.250", "0.250"),
        ("09", "9"),
        ("3,60", "3.60"),
        ("1.23.4", None),
        ("12.5,3", None),
    ],
)
def test_separators(text: str, value: str | None) -> None:
    assert numbers.parse_number(text) == (None if value is None else Decimal(value))


def test_doctests_of_numbers_and_folding() -> None:
    for module in (numbers, folding, needles):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("text", ["Thoả ước – hoá đơn", "TỈ LỆ quí I", "İstanbul", "“Kỷ\u00a0niệm”"])
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("old", "new"), [("hoá", "hóa"), ("thuỷ", "thủy"), ("tỉ lệ", "tỷ lệ"), ("khoẻ", "khỏe")]
)
def test_both_spellings_fold_alike(old: str, new: str) -> None:
    assert fold(old) == fold(new)


@pytest.mark.parametrize("unit", load_units().written, ids=lambda unit: unit.example)
def test_every_unit_reads_its_example(unit: WrittenUnit) -> None:
    (quantity,) = _quantities(unit.example)
    assert (quantity.value, quantity.unit) == (unit.value, unit.unit)


@pytest.mark.parametrize(
    ("kind", "word"), [(kind, word) for kind, words in load_units().qualifiers.items() for word in words]
)
def test_every_hedge_is_read(kind: Qualifier, word: str) -> None:
    (quantity,) = _quantities(f"có {word} 120 người")
    assert quantity.qualifier is kind


@pytest.mark.parametrize("rule", rejection_rules(), ids=lambda rule: f"{rule.number}-{rule.reason}")
def test_every_rejection_rule_is_exemplified(rule: RejectionRule) -> None:
    assert any(rule.pattern.search(fold(rule.example)) for _ in [rule])
    assert rule.reason in {quantity.reject for quantity in _quantities(rule.example)}
    if rule.kept:
        assert any(quantity.reject is None for quantity in _quantities(rule.kept))


@pytest.mark.parametrize("rule", rejection_rules(), ids=lambda rule: f"{rule.number}-{rule.reason}")
def test_a_rule_never_matches_without_what_it_asks_for(rule: RejectionRule) -> None:
    needed = words.needed_by(rule.pattern.pattern)
    for other in rejection_rules():
        for text in (other.example, other.kept or ""):
            folded = fold(text)
            assert not rule.pattern.search(folded) or needed & words.words_of(folded).bits == needed


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        (r"(?<!\w)(?:top|tốp)\s\d", {"top", "tốp"}),
        (r"a?bc+d", {"bc"}),
        (r"(?!xyz)ab", {"ab"}),
        (r"(?:abc)?\d", None),
        (r"x{0,2}\.\d", {"."}),
        (r"[a-c]\d", None),
        (r"\d[/-]\d", {"/", "-"}),
        (r"(?:ab|\d)c", {"c"}),
    ],
)
def test_needles(pattern: str, strings: set[str] | None) -> None:
    assert needles.needles(pattern) == strings
