"""Which action units caused a decision, and how well explanations identify them."""
