"""The speech of "Drascula: The Vampire Strikes Back": package drascula, folder en.

drascula.dat holds the texts in six languages, a table a person; text N of a table is said in the file of the person's
letters and N, .ALS: samples of 8 bits without sign. Numbers are big-endian.
"""

import struct

from speech import unsigned

PACKAGE = "drascula"
FOLDER = "usr/share/scummvm/drascula/en"
RATE = 11025
LANGUAGES = 6
# The tables in their order: letters of the recordings, who speaks.
TABLES = [("", "hacker"), ("D", "drascula"), ("B", "drunk"), ("BJ", "bj"), ("E", "mummy"), ("I", "igor"),
          ("L", "werewolf"), ("P", "pianist"), ("T", "bartender"), ("VB", "von-braun")]
# From these texts on, the second table has other persons' words.
OTHERS = [(40, "hacker"), (68, "blind-man"), (82, "bartender"), (83, "others")]


def tables(data):
    """The English texts of each table."""
    start = data.find(b"THAT'S THE SECOND BIGGEST DOOR")
    start = data.rfind(struct.pack(">H", 501), 0, start)
    if start < 0:
        raise ValueError("drascula.dat: not the texts that are known")
    for _ in TABLES:
        start += 2
        for language in range(LANGUAGES):
            size, = struct.unpack_from(">H", data, start)
            if language == 0:
                yield texts(data[start + 2:start + 2 + size])
            start += 2 + size


def texts(block):
    """Each text has the length of itself, its padding and this number before it; the first is empty."""
    position = 2
    while position + 2 <= len(block):
        size, = struct.unpack_from(">H", block, position)
        yield block[position + 2:position + 2 + size].split(b"\0")[0].decode("cp437")
        position += max(size, 2)


def clips(root):
    """Identifier, speaker, text and a WAV file, for every text that has a recording."""
    folder = root / FOLDER
    for (letters, speaker), lines in zip(TABLES, tables((folder / "drascula.dat").read_bytes())):
        for number, text in enumerate(lines):
            path = folder / f"{letters}{number}.ALS"
            if text and path.exists():
                who = [speaker] + [person for first, person in OTHERS if letters == "D" and number >= first]
                yield f"drascula_{letters}{number}", who[-1], text, unsigned(path.read_bytes(), RATE)
