"""The spoken names of KTuberling's pictures: package ktuberling-data. The files are called by what is said, after the
picture that it belongs to."""

PACKAGE = "ktuberling-data"
FOLDER = "usr/share/ktuberling/sounds/en"
APART = {"fallingstar": "falling star", "moonwalker": "moon walker", "palmtree": "palm tree", "sphynx": "sphinx",
         "broccolli": "broccoli"}


def clips(root):
    """Identifier, speaker, text and an Ogg file, for every picture."""
    for path in sorted((root / FOLDER).glob("*.ogg")):
        word = path.stem.split("_")[-1]
        yield f"tuber_{path.stem}", "ktuberling", APART.get(word, word), path.read_bytes()
