"""Generated parts of documents, between ``<!-- name -->`` and ``<!-- end of name -->``."""


def put_between(text: str, name: str, content: str) -> str:
    """Replace the lines between the marks of a name.

    Raises
    ------
    ValueError
        The text does not contain each mark exactly once.
    """
    begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"there should be one {begin.strip()} and one {end.strip()}")
    before, _, rest = text.partition(begin)
    # An empty part has one line break between its marks, which the first mark has taken.
    return before + begin + content.strip("\n") + end + f"\n{rest}".partition(end)[2]
