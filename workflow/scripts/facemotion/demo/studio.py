"""A plain studio wall behind the portrait, whose own flag and shuttle fill a wide picture."""

import numpy as np

from facemotion.demo.drawing import polygon, smooth_closed

# Outline of hair, ears, neck and suit in pixels of the photograph, set by hand; clockwise from the
# lower left. It ends where no camera of the demo looks.
OUTLINE = np.array([
    (28, 303), (39, 279), (57, 260), (78, 236), (98, 219), (117, 205), (112, 191), (116, 183),
    (123, 181), (127, 168), (136, 158), (150, 151), (168, 148), (184, 148), (182, 133), (175, 129),
    (171, 119), (162, 113), (155, 101), (153, 86), (152, 69), (156, 56), (164, 47), (178, 39),
    (189, 31), (200, 23), (214, 16), (231, 14), (248, 18), (268, 28), (284, 38), (294, 51),
    (299, 66), (301, 85), (297, 105), (288, 120), (280, 129), (278, 133), (273, 137), (268, 138),
    (263, 152), (259, 168), (256, 173), (267, 178), (280, 187), (293, 203), (302, 219), (305, 236),
    (318, 243), (330, 253), (338, 262), (343, 270), (354, 287), (362, 314),
])  # fmt: skip
WALL = 186.0  # grey of the photograph's own background, so that single hairs don't show a rim
VIGNETTE = 0.22  # share of the light that is missing at the corners


def before_wall(photo: np.ndarray, turn: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Replace what lies around the person by an evenly lit wall.

    Parameters
    ----------
    photo : array, shape (height, width)
        Grey photograph on a canvas.
    turn, shift : arrays, shapes (2, 2) and (2,)
        Take pixels of the photograph to pixels of the canvas.
    """
    height, width = photo.shape
    outline = smooth_closed(OUTLINE @ turn.T + shift)
    person = polygon((width, height), outline, blur=4.0)
    person = np.clip(2 * person - 1, 0, 1)  # fade inwards, so that no old background is left
    across = np.linspace(-1, 1, width, dtype=np.float32)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    wall = WALL * (1 - VIGNETTE * (across**2 + down**2) / 2)
    return photo * person + wall * (1 - person)
