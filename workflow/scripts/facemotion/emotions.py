"""The emotion classes, in the order of every label, table and matrix of the project."""

EMOTIONS = ("anger", "disgust", "fear", "happy", "sad", "surprise")
NEUTRAL = "neutral"
CLASSES = (*EMOTIONS, NEUTRAL)

# Labels that a dataset may carry; what is not in EMOTIONS can be indexed but not classified.
KNOWN_LABELS = (*CLASSES, "contempt")
