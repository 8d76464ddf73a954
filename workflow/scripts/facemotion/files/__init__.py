"""Files, written completely or not at all, and checked against their contract when read.

One module for each kind of file: `hdf5`, `tsv`, `json_file`, `weights`; and for files that users
provide: `images`, `video`, `landmark_table`.
"""
