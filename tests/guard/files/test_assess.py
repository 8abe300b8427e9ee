"""Files are judged from name and bytes; real small files of each kind are made here."""

import hashlib
import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard import files
from kedun.guard.files import FileRisk
from kedun.guard.files.archives import MOST_ENTRIES, listed

PE = b"MZ" + bytes(58) + b"\x40\x00\x00\x00PE\x00\x00" + bytes(200)
LNK = b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F" + bytes(60)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


def zipped(entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def locked(archive: bytes) -> bytes:
    """The same zip with the password flag set in every header."""
    out = bytearray(archive)
    for magic, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.find(magic)
        while place >= 0:
            out[place + flag] |= 1
            place = out.find(magic, place + 4)
    return bytes(out)


def codes(risk: FileRisk) -> set[str]:
    return {one.code for one in risk.reasons}


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("客服端.exe", "file.executable", "executable"),
        ("setup.msi", "file.executable", "executable"),
        ("云会议.apk", "file.app", "executable"),
        ("产品明细.chm", "file.script", "script"),
        ("定制要求.hta", "file.script", "script"),
        ("a.bat", "file.script", "script"),
        ("a.js", "file.script", "script"),
        ("a.vbs", "file.script", "script"),
        ("图纸.lnk", "file.shortcut", "shortcut"),
        ("图纸.iso", "file.container", "archive"),
        ("图纸.vhd", "file.container", "archive"),
        ("图纸.pdf.exe", "file.double", "executable"),
        ("图纸.pdf.lnk", "file.double", "shortcut"),
        ("图纸.jpg" + " " * 40 + ".scr", "file.spaces", "executable"),
        ("图纸.jpg" + "\u3000" * 10 + ".scr", "file.spaces", "executable"),
        ("photo_\u202egnp.exe", "file.rlo", "executable"),
        ("订单．ｅｘｅ", "file.executable", "executable"),
        ("订单.exe. . ", "file.executable", "executable"),
        ("订单.e\u200bxe", "file.executable", "executable"),
        ("C:\\down\\..\\a.pdf.cmd", "file.double", "script"),
    ],
)
def test_a_dangerous_name_alarms_without_content(name: str, code: str, kind: str) -> None:
    risk = files.assess(name)
    assert code in codes(risk)
    assert risk.risk >= 60
    assert risk.kind == kind
    assert (risk.encrypted, risk.kind_matches_name, risk.sha256) == (None, None, "")


@pytest.mark.parametrize(
    "name",
    [
        "发票.pdf",
        "尺寸 要求 v2.1.docx",
        "IMG_2024.01.02.jpg",
        "退货视频.mp4",
        "对账单.2024.xlsx",
        "README",
        "",
        ".",
        "图纸.dwg",
        "a.tar.gz",
    ],
)
def test_an_ordinary_name_is_no_risk(name: str) -> None:
    assert files.assess(name).risk == 0


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image"),
        ("a.jpg", PNG, "image"),
        ("a.pdf", PDF, "pdf"),
        ("a.doc", OLE2, "document"),
        ("a.docx", zipped({"[Content_Types].xml": b"x", "word/document.xml": b"y"}), "document"),
        ("a.zip", zipped({"图片/1.jpg": PNG, "说明.txt": b"x"}), "archive"),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(20), "video"),
        ("a.txt", "你好".encode(), "document"),
        ("a.tgz", b"\x1f\x8b\x08" + bytes(20), "archive"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), "image"),
    ],
)
def test_honest_files_of_every_kind_are_no_risk(name: str, content: bytes, kind: str) -> None:
    risk = files.assess(name, content)
    assert (risk.risk, risk.kind) == (0, kind), risk.reasons
    assert risk.kind_matches_name is not False
    assert risk.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", PE, "executable"),
        ("a.pdf", LNK, "shortcut"),
        ("a.docx", PE, "executable"),
        ("a.txt", PE, "executable"),
        ("a.mp4", b"ITSF" + bytes(50), "script"),
        ("a.jpg", bytes(32769) + b"CD001" + bytes(100), "archive"),
        ("a.pdf", OLE2 + bytes.fromhex("84100c0000000000c000000000000046"), "executable"),
    ],
)
def test_content_that_runs_under_a_harmless_name_alarms(name: str, content: bytes, kind: str) -> None:
    risk = files.assess(name, content)
    assert risk.kind_matches_name is False
    assert risk.kind == kind
    assert risk.risk >= 60


def test_content_that_is_nothing_it_claims_is_marked() -> None:
    risk = files.assess("a.jpg", b"just text, nothing more")
    assert risk.kind_matches_name is False
    assert codes(risk) == {"file.mismatch"}


def test_a_zip_with_a_password_is_encrypted_and_marked() -> None:
    risk = files.assess("订单.zip", locked(zipped({"a.txt": b"x"})))
    assert risk.encrypted is True
    assert "file.encrypted" in codes(risk)
    assert files.assess("订单.zip", zipped({"a.txt": b"x"})).encrypted is False


def test_a_program_with_a_password_around_it_still_shows_by_its_name() -> None:
    risk = files.assess("订单.zip", locked(zipped({"明细.pdf.exe": PE})))
    assert {"file.encrypted", "file.inside"} <= codes(risk)
    assert risk.risk >= 75


def test_a_program_is_found_in_an_archive_in_an_archive() -> None:
    inner = zipped({"图纸.exe": PE})
    risk = files.assess("订单.zip", zipped({"内.zip": inner}))
    assert {"file.inside", "file.executable"} & codes(risk)
    assert risk.risk >= 60


def test_a_program_without_an_ending_is_found_in_an_archive() -> None:
    assert files.assess("a.zip", zipped({"说明": PE})).risk >= 60


def test_archives_without_end_are_given_up_with_a_finding() -> None:
    content = zipped({"a.txt": b"x"})
    for level in range(8):
        content = zipped({f"{level}.zip": content}, method=zipfile.ZIP_STORED)
    assert "file.nested" in codes(files.assess("a.zip", content))


def test_a_bomb_gives_a_finding_and_takes_no_memory() -> None:
    bomb = zipped({f"{number}.bin": bytes(30_000_000) for number in range(4)})
    nested = zipped({f"{number}.zip": bomb for number in range(16)}, method=zipfile.ZIP_STORED)
    tracemalloc.start()
    try:
        risk = files.assess("a.zip", nested)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "file.bomb" in codes(risk)
    assert peak < 40_000_000


def test_a_zip_of_countless_entries_is_read_only_so_far() -> None:
    listing = listed("zip", zipped({str(number): b"" for number in range(MOST_ENTRIES + 5)}))
    assert listing is not None
    assert len(listing.entries) == MOST_ENTRIES
    assert listing.more


def test_a_zip_cut_off_is_read_by_its_local_headers() -> None:
    whole = zipped({"图纸.exe": PE})
    risk = files.assess("a.zip", whole[: whole.rfind(b"PK\x01\x02")])
    assert {"file.broken", "file.inside"} <= codes(risk)


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_in_a_new_office_file_are_found_whatever_its_name(part: str) -> None:
    content = zipped({"[Content_Types].xml": b"x", part: b"y"})
    assert "file.macro" in codes(files.assess("a.docx", content))
    assert files.assess("a.docx", content).risk >= 60


def test_macros_and_locks_in_an_old_office_file_are_found() -> None:
    assert "file.macro" in codes(files.assess("a.doc", OLE2 + "_VBA_PROJECT".encode("utf-16-le")))
    locked_document = files.assess("a.docx", OLE2 + "EncryptedPackage".encode("utf-16-le"))
    assert locked_document.encrypted is True
    assert locked_document.kind_matches_name is True


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<</S/JavaScript/JS(app.alert(1))>>", "file.pdf_script"),
        (b"<</S/J#61vaScript/J#53(x)>>", "file.pdf_script"),
        (b"<</S/Launch/F(cmd.exe)>>", "file.pdf_launch"),
        (b"stream\r\n" + zlib.compress(b"<</S/Launch/F(cmd.exe)>>") + b"\nendstream", "file.pdf_launch"),
        (b"<</EmbeddedFiles 3 0 R>>", "file.pdf_embedded"),
    ],
)
def test_what_a_pdf_does_by_itself_is_found(body: bytes, code: str) -> None:
    assert code in codes(files.assess("a.pdf", PDF + body))


def test_an_app_is_known_by_its_manifest_whatever_its_name() -> None:
    risk = files.assess("会议.zip", zipped({"AndroidManifest.xml": b"x", "classes.dex": b"dex\n"}))
    assert risk.kind == "executable"
    assert "file.app" in codes(risk)


def test_an_archive_hidden_behind_a_picture_is_found() -> None:
    risk = files.assess("a.png", PNG + zipped({"a.exe": PE}))
    assert "file.polyglot" in codes(risk)


def test_a_hash_on_the_callers_list_alarms() -> None:
    bad = hashlib.sha256(PDF).hexdigest()
    assert files.assess("a.pdf", PDF, bad_sha256={bad}).risk >= 90
    assert files.assess("a.pdf", PDF, bad_sha256=set()).risk == 0


def rar4(*, name: bytes = b"a.exe", file_flags: int = 0, main_flags: int = 0) -> bytes:
    main = struct.pack("<HBHH", 0, 0x73, main_flags, 13) + bytes(6)
    head = struct.pack("<IIBIIBBHI", 3, 3, 2, 0, 0, 29, 0x30, len(name), 0) + name
    return (
        b"Rar!\x1a\x07\x00" + main + struct.pack("<HBHH", 0, 0x74, 0x8000 | file_flags, 7 + len(head)) + head + b"xyz"
    )


def rar5(*, extra: bytes = b"", header: bytes = b"") -> bytes:
    name = "图纸.exe".encode()
    body = bytes([2, 1 | 2, len(extra), 3, 0, 3, 0, 0, 0, len(name)]) + name + extra
    return b"Rar!\x1a\x07\x01\x00" + header + bytes(4) + bytes([len(body)]) + body + b"xyz"


@pytest.mark.parametrize(
    ("content", "encrypted"),
    [
        (rar4(), False),
        (rar4(file_flags=4), True),
        (rar4(main_flags=0x80), True),
        (rar5(), False),
        (rar5(extra=b"\x02\x01\x00"), True),
        (rar5(header=bytes(4) + b"\x03\x04\x00\x00"), True),
    ],
)
def test_rar_tells_of_its_password_and_its_files(content: bytes, encrypted: bool) -> None:
    risk = files.assess("a.rar", content)
    assert risk.encrypted is encrypted
    if content not in {rar4(main_flags=0x80), rar5(header=bytes(4) + b"\x03\x04\x00\x00")}:
        assert "file.inside" in codes(risk)


def seven(header: bytes, packed: bytes = b"") -> bytes:
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(4) + struct.pack("<QQI", len(packed), len(header), 0) + packed + header


def test_7z_tells_of_its_password_and_its_files() -> None:
    names = "图纸.exe\0".encode("utf-16-le")
    plain = b"\x01\x05\x01\x11" + bytes([len(names) + 1]) + b"\x00" + names + b"\x00\x00"
    assert files.assess("a.7z", seven(plain)).encrypted is False
    assert "file.inside" in codes(files.assess("a.7z", seven(plain)))
    assert files.assess("a.7z", seven(plain + bytes.fromhex("06f10701"))).encrypted is True
    assert files.assess("a.7z", seven(b"\x17\x06" + bytes.fromhex("06f10701"))).encrypted is True


def test_7z_with_a_packed_table_is_read() -> None:
    import lzma  # noqa: PLC0415 - only here

    names = "图纸.exe\0".encode("utf-16-le")
    plain = b"\x01\x05\x01\x11" + bytes([len(names) + 1]) + b"\x00" + names + b"\x00\x00"
    packed = lzma.compress(
        plain, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 4096, "lc": 3, "lp": 0, "pb": 2}]
    )
    header = b"\x17\x06\x00\x01\x09" + bytes([len(packed)]) + b"\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05"
    header += bytes([93]) + struct.pack("<I", 4096) + b"\x0c" + bytes([len(plain)]) + b"\x00\x00"
    risk = files.assess("a.7z", seven(header, packed))
    assert risk.encrypted is False
    assert "file.inside" in codes(risk)


@given(name=st.text(max_size=80), content=st.binary(max_size=400))
def test_whatever_a_stranger_sends_is_judged(name: str, content: bytes) -> None:
    assert 0 <= files.assess(name, content).risk <= 100


@pytest.mark.parametrize(
    "magic",
    [b"PK\x03\x04", b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c", b"%PDF-", b"PK\x05\x06"],
)
@given(rest=st.binary(max_size=300))
def test_a_broken_body_under_a_true_signature_is_judged(magic: bytes, rest: bytes) -> None:
    assert 0 <= files.assess("a.zip", magic + rest).risk <= 100


@pytest.mark.parametrize("piece", [b"PK\x03\x04", b"PK\x01\x02", b"stream\n", b"\x11", b"MZ", b"#41", b"/Em"])
def test_a_megabyte_of_one_signature_is_read(piece: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"%PDF-", b"7z\xbc\xaf\x27\x1c" + bytes(6) + struct.pack("<QQ", 0, 1 << 20)):
        assert files.assess("a.bin", head + piece * (1_000_000 // len(piece))).risk <= 100
