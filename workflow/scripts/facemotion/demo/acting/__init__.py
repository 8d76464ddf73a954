"""Acting: emotions as action units over time, rest, gaze, blinks, speech and head pose."""
