"""Stage sequences: from a dataset's folders to one table row a sequence, with status and reason."""
