"""Names of what explains by units, and of what it is held against; maps have their own names."""

UNIT_REMOVAL, UNIT_GRADIENTS = "unit_removal", "unit_gradients"
FLOORS = MOTION, RANDOM = "motion", "random"
REFERENCES = EXACT_AMOUNTS, RETEST, OTHER_NETWORK = "exact_amounts", "retest", "other_network"
CLASS_MEAN = "class_mean"
