"""QR codes and bar codes in pictures: what they say, so that links.assess can judge it (DOMAIN 3.4.2, SIG-F13)."""

import io
import warnings

import zxingcpp
from PIL import Image, UnidentifiedImageError

from kedun.kernel.errors import InputError

__all__ = ["MOST_BYTES", "MOST_PIXELS", "payloads"]

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
_READ_SIDE = 3000  # longer sides are shrunk first: a code that a phone can read survives it
_MOST_CODES = 32
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def payloads(image: bytes) -> tuple[str, ...]:
    """What the codes in `image` say, without doubles, in reading order; none when there are none.

    Raises InputError when `image` is no picture we read, is broken off, has more than MOST_BYTES bytes,
    or declares more than MOST_PIXELS pixels: the declared size is checked before anything is unpacked.
    """
    picture = _opened(image)
    try:
        picture.draft("L", (_READ_SIDE, _READ_SIDE))
        grey = picture.convert("L")
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as broken:
        raise InputError("the picture is broken", zh="图片已损坏") from broken
    grey.thumbnail((_READ_SIDE, _READ_SIDE))
    found = zxingcpp.read_barcodes(grey)
    return tuple(dict.fromkeys(code.text for code in found[:_MOST_CODES] if code.text))


def _opened(image: bytes) -> Image.Image:
    if len(image) > MOST_BYTES:
        raise InputError("the picture has too many bytes", zh="图片文件过大")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(image), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise InputError("this is not a picture", zh="不是可识别的图片") from None
    width, height = picture.size
    if width * height > MOST_PIXELS or not width or not height:
        raise InputError("the picture has too many pixels", zh="图片像素过多")
    return picture
