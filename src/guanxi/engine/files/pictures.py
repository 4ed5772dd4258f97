"""Pictures made anew out of what was handed in: no larger than needed, and without where and when they were taken."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

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
            image.draft("RGB", (SIDE, SIDE))
            image.load()
            form = "JPEG" if image.format in ("JPEG", "WEBP") else "PNG"
            whole = _bare(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as broken:
        raise Invalid({"file": [_("This is no picture: choose a PNG, JPEG, GIF or WebP.")]}) from broken
    whole.thumbnail((SIDE, SIDE))
    small = ImageOps.contain(whole, (min(SMALL_SIDE, whole.width), min(SMALL_SIDE, whole.height)))
    form = "PNG" if whole.mode == "RGBA" else form
    return Made(_packed(whole, form), _packed(small, form), {"PNG": ".png", "JPEG": ".jpg"}[form])


def _bare(image: Image.Image) -> Image.Image:
    """Upright, in plain colours, with nothing beside them but their profile."""
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.info = {"icc_profile": profile} if profile and image.mode in ("RGB", "RGBA") else {}
    return plain


def _packed(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form, icc_profile=image.info.get("icc_profile"), **({"quality": 88} if form == "JPEG" else {}))
    return out.getvalue()
