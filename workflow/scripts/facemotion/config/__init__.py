"""The configuration: its text, its settings, and the datasets that it names."""
