"""Which files are images."""

from facemotion.files.image_names import is_image


def test_images_are_told_by_their_extension():
    images = ["a.png", "a.PNG", "a.jpg", "a.JPEG", "a.tif", "a.TIFF", "a.bmp", "a.webp"]
    assert all(is_image(name) for name in images)
    assert not any(is_image(name) for name in ("a.txt", "a.mp4", "png", ""))
