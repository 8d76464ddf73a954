"""Track faces with MediaPipe's face mesh, in a Python environment that has MediaPipe.

`python mediapipe_mesh.py OUT.npz` reads sequences, each a list of image files, as JSON from
standard input. It writes the mesh of each frame in pixels, `points` (frames, 468, 2), NaN where no
face is found, and `seconds`, the processor time of all frames including decoding: the least of a
few rounds. 0.10.21 is the last release with this interface.
"""

import json
import sys
import time
from importlib.metadata import version

import cv2
import mediapipe
import numpy as np

ROUNDS = 3
POINTS = 468


def follow(paths: list[str]) -> list[np.ndarray]:
    """Return the mesh of each frame of a sequence."""
    found = []
    with mediapipe.solutions.face_mesh.FaceMesh(max_num_faces=1) as mesh:
        for path in paths:
            image = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
            faces = mesh.process(image).multi_face_landmarks
            if not faces:
                found.append(np.full((POINTS, 2), np.nan))
                continue
            points = np.array([(p.x, p.y) for p in faces[0].landmark])[:POINTS]
            found.append(points * [image.shape[1], image.shape[0]] - 0.5)
    return found


def main(out: str) -> None:
    """Track the faces in all sequences, and write the result."""
    sequences = json.load(sys.stdin)
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        found = [points for paths in sequences for points in follow(paths)]
        spent.append(time.process_time() - begun)
    np.savez(out, points=np.array(found), seconds=min(spent), version=version("mediapipe"))


if __name__ == "__main__":
    main(sys.argv[1])
