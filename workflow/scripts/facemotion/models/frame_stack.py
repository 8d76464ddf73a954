"""Input of pixel networks: the grey frames of a clip, read from HDF5 on demand."""

from pathlib import Path

import h5py
import numpy as np
import torch

from facemotion.dataset.frames_layout import LAYOUT
from facemotion.errors import DamagedFileError
from facemotion.files import hdf5


class FrameStack:
    """Frames (N, T, height, width) of a frames file, which holds the clips of the dataset.

    Indexing with clips' rows reads these clips only, so memory holds a batch, not the dataset.

    Parameters
    ----------
    path
        From `facemotion.dataset.frames`; its `crop` is kept.
    clip_ids
        The dataset's clips; the file must have the same in the same order.
    """

    def __init__(self, path: str | Path, clip_ids: np.ndarray):
        arrays, _ = hdf5.read(path, LAYOUT, ["clip_id"])
        if list(arrays["clip_id"]) != list(clip_ids):
            raise DamagedFileError(path, "array clip_id", "different clips", "those of the dataset")
        self._path = path
        self._file = h5py.File(path, "r")
        self._frames = self._file["frames"]
        self.shape = self._frames.shape
        self.crop = str(self._file.attrs["crop"])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows) -> torch.Tensor:
        """Read clips by their rows; grey levels from 0 to 1, float32.

        Raises
        ------
        DamagedFileError
            A clip is not as it was written.
        """
        try:
            clips = np.stack([self._frames[int(row)] for row in rows])
        except OSError as error:
            found = "data that cannot be read"
            raise DamagedFileError(self._path, "array frames", found, "readable data") from error
        return torch.from_numpy(clips).float() / 255
