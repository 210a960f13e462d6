"""The process that draws a picture anew: `python -m sambruk_crm.integrations.pictures`, which may die without harm.

Gets a picture on standard input and answers WebP, at most `SIDE` pixels wide and high; or ends with a number that says
why not.
"""

import resource
import sys
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
SIDE = 512
MEMORY, SECONDS = 1_500_000_000, 20
UNKNOWN, TOO_LARGE = 3, 4
"""How the process ends where it is no picture, or one beyond reason."""


def main() -> int:
    """Draw the picture on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return TOO_LARGE
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        return TOO_LARGE
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return UNKNOWN
    upright.thumbnail((SIDE, SIDE))
    answer = BytesIO()
    upright.save(answer, "WEBP", quality=90)
    sys.stdout.buffer.write(answer.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
