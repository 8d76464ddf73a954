"""What sequences there are, and which are used (stage `sequences`); a folder for each reader."""
