"""Pictures made anew out of what was handed in: no larger than needed, and without where and when they were taken."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from guanxi.engine.errors import Invalid

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
"""What a picture may say of its size; it is asked before anything is unpacked."""
SIDE, SMALL_SIDE = 4_096, 160


@dataclass(frozen=True)
class Made:
    """A picture and its small one, as bytes."""

    data: bytes
    small: bytes
    ending: str


def made(upload: Any) -> Made:
    """Unpack and pack again; raises Invalid for what is no picture, or unpacks to something huge."""
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid({"file": [_("This picture has too many pixels.")]})
            if not image.width * image.height:
                raise ValueError("nothing is in it")
            image.draft("RGB", (SIDE, SIDE))
            image.load()
            form = "JPEG" if image.format in ("JPEG", "WEBP") else "PNG"
            whole = _bare(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as broken:
        raise Invalid({"file": [_("This is no picture: choose a PNG, JPEG, GIF or WebP.")]}) from broken
    whole.thumbnail((SIDE, SIDE))
    small = whole.resize(_within(whole.size, SMALL_SIDE))
    form = "PNG" if whole.mode == "RGBA" else form
    return Made(_packed(whole, form), _packed(small, form), {"PNG": ".png", "JPEG": ".jpg"}[form])


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """A size of the same shape that fits into a square; at least one pixel high, however wide it is."""
    share = min(1.0, side / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _bare(image: Image.Image) -> Image.Image:
    """Upright, in the colours that every screen means, with nothing beside them."""
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear else "RGB")
    if profile and image.mode in ("RGB", "RGBA"):
        plain = _as_meant(plain, profile)
    plain.info = {}
    return plain


def _as_meant(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours that a profile means; it doesn't stay itself, for whoever made the picture wrote it, too."""
    colours = image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        meant = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    if meant is None:
        return image
    if image.mode == "RGBA":
        meant.putalpha(image.getchannel("A"))
    return meant


def _packed(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **({"quality": 88} if form == "JPEG" else {}))
    return out.getvalue()
