"""The labels that a sequence may carry; `facemotion.dataset.classes` groups them to classes."""

NEUTRAL = "neutral"
LABELS = ("anger", "disgust", "fear", "happy", "sad", "surprise", NEUTRAL, "contempt")
_WORDS = {
    "angry": "anger", "disgusted": "disgust", "fearful": "fear", "afraid": "fear",
    "happiness": "happy", "joy": "happy", "sadness": "sad", "surprised": "surprise",
    "contemptuous": "contempt",
}  # fmt: skip


def find_label(word: str) -> str | None:
    """Return the label that a word means, in any case: ``Joy`` and ``Happiness`` are happy.

    None where it means none.
    """
    word = " ".join(word.split()).casefold()
    return word if word in LABELS else _WORDS.get(word)
