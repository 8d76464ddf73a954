"""Files: written whole or not at all, and checked against their contract when they are read.

A module for each kind of file: `hdf5`, `tsv`, `json_file`, `weights`; and for what users bring:
`images`, `video`, `landmark_table`.
"""
