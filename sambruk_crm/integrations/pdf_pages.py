"""The process that draws a page of a PDF, which may die without harm.

It is `python -m sambruk_crm.integrations.pdf_pages NUMBER`. It gets a PDF on standard input and answers the number of
its pages on one line and the page as WebP after it; or ends with a number that says why not. PDFium draws nothing that
a document would run or fetch.
"""

import resource
import sys
from io import BytesIO

import pypdfium2

WIDTH = 1200
"""Of the picture, in pixels: sharp on a desktop, and read by zooming on a phone."""
TALLEST = 4
"""How many times as high as wide a page is drawn at most."""
MEMORY, SECONDS = 2_000_000_000, 20
UNREADABLE, NO_SUCH_PAGE = 3, 4
"""How the process ends where the document cannot be read (damaged, with a password), or has fewer pages."""


def main(number: int) -> int:
    """Draw one page, counted from 1."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        count = len(document)
        if not 1 <= number <= count:
            return NO_SUCH_PAGE
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST * WIDTH / max(height, 1))
        picture = page.render(scale=scale).to_pil()
    except pypdfium2.PdfiumError:
        return UNREADABLE
    answer = BytesIO()
    picture.save(answer, "WEBP", quality=80)
    sys.stdout.buffer.write(f"{count}\n".encode() + answer.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
