"""What the network is shown of a frame: exactly the two views that the program shows it (InputView.cs)."""

from PIL import Image

LABELS = ["chickadee", "magpie", "sparrow", "squirrel"]
WIDTH, HEIGHT = 256, 192
ROWS, COLUMNS = HEIGHT // 32, WIDTH // 32  # cells of the last map
CONTEXT = 2.5
ENLARGE = 2.5
MEAN = [0.5, 0.5, 0.5]
STD = [0.5, 0.5, 0.5]


def frame_of(image):
    """The rectangle of the whole frame."""
    return 0, 0, image.width, image.height


def rectangle_around(box, frame_size):
    """The box grown by CONTEXT, enlarged by ENLARGE at most, in the input's aspect, pushed back inside the frame: x, y, w, h."""
    frame_width, frame_height = frame_size
    x, y, w, h = box
    width, height = max(w * CONTEXT, WIDTH / ENLARGE), max(h * CONTEXT, HEIGHT / ENLARGE)
    aspect = WIDTH / HEIGHT
    if width < height * aspect:
        width = height * aspect
    else:
        height = width / aspect
    width, height = min(width, frame_width), min(height, frame_height)
    left = min(max(x + w / 2 - width / 2, 0), frame_width - width)
    top = min(max(y + h / 2 - height / 2, 0), frame_height - height)
    return left, top, width, height


def view(image, rectangle):
    """What the rectangle shows, stretched to the input."""
    x, y, w, h = rectangle
    return image.resize((WIDTH, HEIGHT), Image.BILINEAR, box=(x, y, x + w, y + h))


def share_inside(box, rectangle):
    """How much of the box the rectangle shows, 0-1."""
    x, y, w, h = box
    left, top, width, height = rectangle
    across = min(x + w, left + width) - max(x, left)
    down = min(y + h, top + height) - max(y, top)
    return max(across, 0) * max(down, 0) / (w * h)


def cells_under(box, rectangle):
    """The cells of the last map that the box covers in this view of the rectangle, as slices of rows and columns; one at least."""
    x, y, w, h = box
    left, top, width, height = rectangle

    def span(start, length, cells):
        first = min(max(round(start * cells), 0), cells - 1)
        return slice(first, min(max(round((start + length) * cells), first + 1), cells))
    return span((y - top) / height, h / height, ROWS), span((x - left) / width, w / width, COLUMNS)
