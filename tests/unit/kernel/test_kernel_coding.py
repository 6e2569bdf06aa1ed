"""Bodies unpacked within bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from chitieu.kernel.coding import decoded
from chitieu.kernel.errors import PageRejected


def bare(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=1),
    "zstd": zstd.compress,
}


@given(st.binary(max_size=5_000), st.sampled_from(sorted(PACKERS)))
def test_what_is_packed_comes_out_as_it_was(body: bytes, coding: str) -> None:
    assert decoded(PACKERS[coding](body), coding.upper(), 5_000) == body


@pytest.mark.parametrize("coding", sorted(PACKERS))
def test_the_limit_is_exact_and_a_bomb_stops_at_it(coding: str) -> None:
    pack = PACKERS[coding]
    assert decoded(pack(b"a" * 100_000), coding, 100_000) == b"a" * 100_000
    for size in (100_001, 50_000_000):
        with pytest.raises(PageRejected) as problem:
            decoded(pack(b"a" * size), coding, 100_000)
        assert problem.value.reason == "decoded_too_large"


@pytest.mark.parametrize("coding", sorted(PACKERS))
def test_a_body_that_ends_early_is_refused(coding: str) -> None:
    packed = PACKERS[coding](bytes(range(256)) * 40)
    with pytest.raises(PageRejected) as problem:
        decoded(packed[: len(packed) // 2], coding, 1_000_000)
    assert problem.value.reason == "bad_coding"


@given(st.binary(min_size=1, max_size=300), st.sampled_from(sorted(PACKERS)))
def test_any_bytes_come_out_or_are_refused_with_a_reason(body: bytes, coding: str) -> None:
    try:
        assert len(decoded(body, coding, 1_000)) <= 1_000
    except PageRejected as problem:
        assert problem.reason in {"bad_coding", "decoded_too_large"}


def test_layers_are_undone_from_the_outside_in() -> None:
    packed = brotli.compress(gzip.compress(b"tin"))
    assert decoded(packed, "gzip, br", 1_000) == b"tin"
    assert decoded(b"tin", "identity", 1_000) == b"tin"
    assert decoded(b"tin", None, 1_000) == b"tin"


def test_members_of_gzip_behind_each_other_are_one_body() -> None:
    assert decoded(gzip.compress(b"mot ") + gzip.compress(b"hai") + b"\0\0", "gzip", 100) == b"mot hai"


def test_deflate_without_its_frame_is_read() -> None:
    assert decoded(bare(b"tin " * 50), "deflate", 1_000) == b"tin " * 50


def test_html_that_is_labelled_gzip_is_html() -> None:
    assert decoded(b"\n<!DOCTYPE html><p>tin", "gzip", 1_000) == b"\n<!DOCTYPE html><p>tin"
