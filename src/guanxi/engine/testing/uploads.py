"""Files as somebody hands them in: small, and different from one another."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guanxi.engine.fields.file import File

GPS = 0x8825
"""The tag under which a camera writes where it was."""


def picture(n: int = 0, size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    """A picture in one colour; a JPEG tells where it was taken."""
    out = io.BytesIO()
    image = Image.new("RGB", size, (n * 37 % 256, n * 91 % 256, 120))
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    exif[0x010F] = "Camera of a test"
    image.save(out, form, **({"exif": exif.tobytes()} if form == "JPEG" else {}))
    return out.getvalue()


def handed_in(kind: File, n: int) -> SimpleUploadedFile:
    """The n-th file for a field of this kind."""
    if kind.kind == "file":
        return SimpleUploadedFile(f"offer {n}.txt", f"an offer, the {n}th".encode())
    return SimpleUploadedFile(f"picture {n}.png", picture(n))
