"""Encodings: marks, UTF-8 with damage, UTF-16, and the old ones."""

import io

import pytest

from matchloop.errors import InputError
from matchloop.tables.encoding import Detected, Utf8Reader, detect

GERMAN = "straße,größe\nMüllerweg,3\nAn der Brücke,4\nSchönaich,5\nplain,6\n" * 5
CZECH = "město,počet\nPříbram,3\nŽďár nad Sázavou,4\nČeské Budějovice,5\nTřeboň,1\n" * 5
RUSSIAN = "город,число\nМосква и область,3\nСанкт-Петербург,4\nНижний Новгород,5\n" * 5
JAPANESE = "都市,数\n東京都の人口です,3\n大阪市はにぎやかです,4\nきょうとのおてら,5\n" * 5


def decode(content: bytes, block: int = 1 << 20) -> tuple[str, Utf8Reader]:
    reader = Utf8Reader(io.BytesIO(content), content[: 1 << 20], "file.csv")
    reader.BLOCK = block
    return reader.read().decode("utf-8"), reader


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_unicode_is_read_whatever_the_block_size(encoding, block):
    text = "name,n\n" + GERMAN
    assert decode(text.encode(encoding), block)[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (CZECH, "cp1250"), (RUSSIAN, "cp1251"), (JAPANESE, "cp932")],
)
def test_old_encodings_are_recognized(text, encoding):
    decoded, reader = decode(text.encode(encoding))
    assert decoded == text
    assert reader.notes() == [f"encoding {reader.encoding}"]


@pytest.mark.parametrize("character", ["é", "日", "😀"])
@pytest.mark.parametrize("block", [1, 2, 3, 4, 5])
def test_a_character_may_be_cut_anywhere(character, block):
    text = "ab" + 3 * character + "\n"
    assert decode(text.encode(), block)[0] == text


@pytest.mark.parametrize("bad", [b"\xff", b"\xc0", b"\xe0\x80", b"\xf0\x9f\x98", b"\xed\xa0\x80"])
def test_bytes_of_no_character_are_read_alike_whatever_the_block_size(bad):
    content = "größer,日本\n".encode() * 9 + bad + "größer\n".encode()
    whole, reader = decode(content)
    assert reader.encoding == "utf-8"
    for block in (1, 2, 3, 4, 7, 50):
        text, other = decode(content, block)
        assert (text, other.replaced, other.first_bad) == (whole, reader.replaced, reader.first_bad)


def test_utf8_with_a_few_bad_bytes_keeps_its_letters():
    content = GERMAN.encode() + b"caf\xe9,1\n" + GERMAN.encode()
    text, reader = decode(content)
    assert text == GERMAN + "café,1\n" + GERMAN
    assert reader.replaced == 1
    assert reader.first_bad == f"at byte {len(GERMAN.encode()) + 3}"
    assert "1 place(s) are not valid utf-8 and were read as Windows-1252" in reader.notes()[0]


def test_an_old_encoding_that_shows_after_the_head():
    content = b"name,n\n" + b"plain,1\n" * 200_000 + GERMAN.encode("cp1252")
    text, reader = decode(content)
    assert reader.encoding == "cp1252"
    assert text.endswith(GERMAN)


def test_a_character_cut_off_at_the_end_of_the_head_is_no_error():
    assert detect("für".encode()[:2]) == Detected("utf-8")
    assert detect("a日".encode()[:3]) == Detected("utf-8")


def test_nul_byte_is_located():
    content = b"a,b\n" * 400_000 + b"1,\x002\n"
    with pytest.raises(InputError, match=r"file.csv has a NUL byte in line 400,001"):
        decode(content)


def test_peek_does_not_move_on():
    reader = Utf8Reader(io.BytesIO(b"abcdef"), b"abcdef", "f")
    assert (reader.peek(2), reader.read(3), reader.read(), reader.read()) == (
        b"ab",
        b"abc",
        b"def",
        b"",
    )


THAI = "ชื่อ,เมือง\nสมชาย ใจดี,กรุงเทพ\nสมหญิง รักเรียน,เชียงใหม่\n" * 5
WEST = "name,city\nMüller,Köln\nGarçon,Orléans\n" * 5


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (THAI, "tis-620", "cp874"),
        (GERMAN, "mac_roman", "mac_roman"),
        (GERMAN, "cp437", "cp850"),
        ("姓名,城市\n王明,北京\n", "gbk", "gb18030"),
        ("氏名,都市\n山田,東京\n", "cp932", "cp932"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
    ],
)
def test_rarer_encodings(text, written, read):
    decoded, reader = decode(text.encode(written))
    assert (decoded, reader.encoding) == (text, read)


@pytest.mark.parametrize(
    ("text", "encoding", "doubtful"),
    [
        ("姓名,城市\n王明,北京\n", "gbk", True),
        (GERMAN, "mac_roman", True),
        (GERMAN, "cp1252", False),
        (RUSSIAN, "cp1251", False),
        (JAPANESE, "cp932", False),
    ],
)
def test_a_doubtful_guess_says_so(text, encoding, doubtful):
    note = decode(text.encode(encoding))[1].notes()[0]
    assert ("(a guess: others fit as well" in note) == doubtful


def test_lines_of_two_encodings_are_each_read_in_theirs():
    lines = [f"Mü{n},Köln\n".encode("utf-8" if n % 2 else "latin-1") for n in range(40)]
    text, reader = decode(b"".join(lines))
    assert text == "".join(f"Mü{n},Köln\n" for n in range(40))
    assert "40 place(s) are not valid utf-8 and were read as Windows-1252" in reader.notes()[0]
    assert "mixes encodings" in reader.notes()[0]


def test_the_place_of_a_bad_character_in_another_encoding_is_a_line():
    content = "a,b\n1,2\n3,".encode("utf-16-le") + b"\x00\xd8\n\x00"
    assert "the first in line 3" in decode(b"\xff\xfe" + content)[1].notes()[1]


def test_nul_in_place_of_values_is_not_utf16():
    with pytest.raises(InputError, match=r"file.csv has a NUL byte in line 2"):
        decode(b"a,b\n" + b"1,\0\n" * 50)
