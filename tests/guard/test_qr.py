"""Codes in pictures: made here, read back; hostile pictures refused before they cost anything."""

import io
import struct
import zlib

import pytest
import zxingcpp
from PIL import Image

from kedun.guard import links, qr
from kedun.kernel.errors import InputError

LURE = "http://taoba0-kefu.top/tuikuan?id=1"


def picture(*texts: str, kind: str = "PNG", side: int = 300) -> bytes:
    sheet = Image.new("L", (side * len(texts) or side, side), 255)
    for place, text in enumerate(texts):
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        drawn = Image.fromarray(code.to_image(scale=6))
        drawn.thumbnail((side - 20, side - 20))
        sheet.paste(drawn, (place * side + 10, 10))
    out = io.BytesIO()
    sheet.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_code_is_read_in_every_usual_format(kind: str) -> None:
    assert qr.payloads(picture(LURE, kind=kind)) == (LURE,)


def test_several_codes_are_all_read_once() -> None:
    assert sorted(qr.payloads(picture(LURE, "https://www.taobao.com/", LURE))) == sorted(
        [LURE, "https://www.taobao.com/"]
    )


def test_what_a_code_says_can_be_judged_as_a_link() -> None:
    assert [links.assess(text).risk >= 60 for text in qr.payloads(picture(LURE))] == [True]


def test_chinese_in_a_code_comes_back_whole() -> None:
    assert qr.payloads(picture("扫码退款")) == ("扫码退款",)


def test_a_picture_without_a_code_says_nothing() -> None:
    assert qr.payloads(picture()) == ()


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\x00" * 1000])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        qr.payloads(content)
    assert refused.value.text("zh")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_broken_off_is_refused(kind: str) -> None:
    whole = picture(LURE, kind=kind)
    with pytest.raises(InputError):
        qr.payloads(whole[: len(whole) // 2])


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (qr.MOST_PIXELS + 1, 1), (10_000, 10_000)])
def test_a_picture_that_declares_too_many_pixels_is_refused_unread(width: int, height: int) -> None:
    with pytest.raises(InputError):
        qr.payloads(bomb(width, height))


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(InputError):
        qr.payloads(bytes(qr.MOST_BYTES + 1))


def test_a_big_photo_of_a_code_is_read() -> None:
    sheet = Image.new("RGB", (5000, 4000), "white")
    sheet.paste(Image.open(io.BytesIO(picture(LURE))).resize((900, 900)), (2000, 1500))
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    assert qr.payloads(out.getvalue()) == (LURE,)
