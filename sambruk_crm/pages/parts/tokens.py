"""The tokens as swatches: colours, sizes of type, the grid of 4 px, heights of controls and rows."""

import reflex as rx

from sambruk_crm.components.feedback import swatch

TONES = 12
SCALES = ("gray", "accent", "red", "amber", "green", "blue")
LIST_COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "violet", "pink")
SIZES = (
    ("1", "12 px: hints, headings of tables"),
    ("2", "14 px: everything else"),
    ("3", "16 px: headings of cards"),
    ("4", "18 px: headings of parts of a page"),
    ("5", "22 px: the heading of a page"),
)
SPACES = (4, 8, 12, 16, 24, 32, 40, 48, 64)
HEIGHTS = (
    ("--control-small", "28 px, small"),
    ("--target", "36 px, usual"),
    ("--control-large", "44 px, by finger"),
    ("--row", "44 px, a row"),
)


def colours() -> rx.Component:
    """Show each scale from background to text, and the colours that people choose for entries of lists."""
    return rx.fragment(
        *(
            rx.el.div(
                rx.el.span(scale, class_name="hint"),
                *(rx.el.span(class_name="tone", background=f"var(--{scale}-{at})") for at in range(1, TONES + 1)),
                class_name="tones",
            )
            for scale in SCALES
        ),
        rx.el.div(*(rx.el.span(swatch(rx.Var.create(name)), name) for name in LIST_COLOURS), class_name="row"),
    )


def type_sizes() -> rx.Component:
    """Show the one type in its five sizes, and its three weights."""
    return rx.fragment(
        *(
            rx.el.p(text, font_size=f"var(--font-size-{size})", line_height=f"var(--line-height-{size})")
            for size, text in SIZES
        ),
        rx.el.div(
            *(rx.el.span(f"Weight {weight}", font_weight=weight) for weight in ("400", "500", "600")), class_name="row"
        ),
    )


def grid() -> rx.Component:
    """Show the distances between things, all of them multiples of 4 px."""
    return _measures(
        *((f"--space-{at}: {size} px", f"var(--space-{at})", "var(--space-2)") for at, size in enumerate(SPACES, 1))
    )


def heights() -> rx.Component:
    """Show how high controls and rows are."""
    return _measures(*((text, "var(--space-9)", f"var({name})") for name, text in HEIGHTS))


def _measures(*lines: tuple[str, str, str]) -> rx.Component:
    """Show boxes beside their names, given as name, width and height."""
    return rx.el.div(
        *(
            part
            for text, width, height in lines
            for part in (
                rx.el.span(text, class_name="hint"),
                rx.el.span(class_name="measured", width=width, height=height),
            )
        ),
        class_name="measure",
    )
