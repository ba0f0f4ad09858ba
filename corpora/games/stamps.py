"""The spoken names of Tux Paint's stamps: package tuxpaint-stamps-default. Beside NAME.txt, whose first line is
English, stands NAME_desc.ogg."""

PACKAGE = "tuxpaint-stamps-default"
FOLDER = "usr/share/tuxpaint/stamps"


def clips(root):
    """Identifier, speaker, text and an Ogg file, for every stamp whose English name is said."""
    for path in sorted((root / FOLDER).rglob("*_desc.ogg")):
        text = path.with_name(path.name.replace("_desc.ogg", ".txt"))
        if text.exists():
            name = path.name.replace("_desc.ogg", "")
            yield f"stamp_{name}", "tuxpaint", text.read_text(encoding="utf-8").split("\n")[0], path.read_bytes()
