"""The labels that a sequence may carry; `facemotion.dataset.classes` groups them to classes."""

NEUTRAL = "neutral"
LABELS = ("anger", "disgust", "fear", "happy", "sad", "surprise", NEUTRAL, "contempt")
