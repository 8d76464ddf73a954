"""The labels of sequences; `facemotion.dataset.classes` groups them into classes."""

NEUTRAL = "neutral"
LABELS = ("anger", "disgust", "fear", "happy", "sad", "surprise", NEUTRAL, "contempt")
_WORDS = {
    "angry": "anger", "disgusted": "disgust", "fearful": "fear", "afraid": "fear",
    "happiness": "happy", "joy": "happy", "sadness": "sad", "surprised": "surprise",
    "contemptuous": "contempt",
}  # fmt: skip


def find_label(word: str) -> str | None:
    """Return the label that a word stands for: ``Joy`` and ``Happiness`` are happy, in any case.

    None if it stands for no label.
    """
    word = " ".join(word.split()).casefold()
    return word if word in LABELS else _WORDS.get(word)
