"""What generated faces do: emotions as action units over time, rest, gaze, blinks, speech, pose."""
