"""Numbers in sentences."""

MINUS = "\N{MINUS SIGN}"


def signed(value: float, decimals: int = 1) -> str:
    """Format a number with its sign; numbers that round to zero have none."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text.replace("-", MINUS)
