"""Which files are images."""

from facemotion.files.image_names import is_image


def test_images_are_told_by_their_extension():
    names = ["a.png", "a.PNG", "a.jpg", "a.JPEG", "a.tif", "a.TIFF", "a.txt", "a.bmp", "png", ""]
    assert [is_image(name) for name in names] == [True] * 6 + [False] * 4
