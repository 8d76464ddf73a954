"""Which action units caused a decision, and what judges explanations by that."""
