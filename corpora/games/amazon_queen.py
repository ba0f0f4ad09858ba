"""The speech of "Flight of the Amazon Queen": package flight-of-the-amazon-queen, one archive queen.1c.

The archive begins with a table of files. Texts stand in dialogues (.DOG), in scenes (.CUT) and in QUEEN2.JAS, the
hero's remarks. An asterisk and a command end a phrase, and each phrase has a recording of its own, whose name is made
of the text's place and the number of the phrase. Numbers are big-endian.
"""

import re
import struct

PACKAGE = "flight-of-the-amazon-queen"
ARCHIVE = "usr/share/scummvm/flight-of-the-amazon-queen/queen.1c"
HEADER = 20  # bytes of a file before its data
RESPONSES = 40  # remarks for every occasion
# Who speaks in dialogues whose file is not called like a person, and other names of the same person.
PEOPLE = {"and": "anderson", "prin": "azura", "sec": "secretary", "jim": "jimmy", "tam": "tammy", "john": "johan",
          "tallpyg": "pygmy", "wedge": "wedgewood", "showeram": "amazon", "man": "missionary", "laris": "bellboy",
          "princess": "azura", "princess-azura": "azura", "azura-obj": "azura", "joe-king": "joe", "mary-lou": "lou",
          "witch-doctor": "witch", "zombie-woman": "zombie", "showering-amazon": "amazon", "trader-bob": "bob",
          "guard-dog": "dog"}
# Objects whose place some person takes.
THINGS = ["note", "path", "smoke", "telephone", "torch", "door", "rock", "lily-pad", "buttons", "skip", "narrator"]


class Archive:
    def __init__(self, path):
        self.data = path.read_bytes()
        if self.data[:4] != b"QTBL":
            raise ValueError(f"{path}: not an archive of this game")
        self.files = {}
        count, = struct.unpack_from(">H", self.data, 13)
        for index in range(count):
            name, _, start, size = struct.unpack_from(">12sBII", self.data, 15 + 21 * index)
            self.files[name.rstrip(b"\0").decode("ascii")] = (start, size)

    def names(self, ending):
        return sorted(name for name in self.files if name.endswith(ending))

    def read(self, name, skip=0):
        start, size = self.files[name]
        return self.data[start + skip:start + size]


class Cursor:
    """Reads numbers and strings one after another."""

    def __init__(self, data, offset=0):
        self.data, self.offset = data, offset

    def numbers(self, count):
        values = struct.unpack_from(f">{count}h", self.data, self.offset)
        self.offset += 2 * count
        return values

    def number(self):
        return self.numbers(1)[0]

    def string(self, alignment=2):
        length = self.data[self.offset]
        start = self.offset + 1
        self.offset = -(-(start + length) // alignment) * alignment if length else start
        return self.data[start:start + length].decode("cp437")


def phrases(text):
    """The phrases of a text with their numbers: a command (a number, two letters, or a walk) ends each."""
    parts = re.split(r"\*(?:XY..\(\d+,\d+\)|..)", text)
    return [(number, part) for number, part in enumerate(parts, 1) if part.strip()]


def slug(name):
    name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return "others" if name in THINGS else PEOPLE.get(name, name)


class People:
    """Objects of the game: which are persons, and their names."""

    def __init__(self, archive):
        data = Cursor(archive.read("QUEEN.JAS", HEADER))
        _, names, objects, descriptions = data.numbers(4)
        self.lines = archive.read("QUEEN2.JAS").decode("cp437").split("\r\n")
        self.descriptions = self.lines[:descriptions]
        rooms = struct.unpack_from(">H", archive.read("QUEEN.JAS", HEADER))[0]
        first = descriptions + names + rooms + 12
        self.responses = self.lines[first:first + RESPONSES]
        self.objects = [None]
        for _ in range(objects):
            name, *_, image = data.numbers(8)
            person = image in (-3, -4)
            self.objects.append((self.lines[descriptions + abs(name) - 1] if name else "", person))


def dialogue(archive, name):
    """Texts of a conversation: (prefix of the recordings, who speaks, text)."""
    data = Cursor(archive.read(name, HEADER))
    levels, _, key, joes, persons = data.numbers(5)
    data.offset += 12
    person, _, second = struct.unpack_from(">3H", data.data, data.offset)
    who = slug(re.sub(r"\d", "", name[:-4]))
    start = 32 + 96 * abs(levels)
    opening = Cursor(data.data, start + 2)
    if not opening.number():
        yield f"{key:2d}SSSSJ", "joe", opening.string()
    again = Cursor(data.data, second)
    yield f"{key:2d}XXXXP", who, again.string()
    yield f"{key:2d}XXXXJ", "joe", again.string()
    for offset, count, letter, speaker in ((start, joes, "J", "joe"), (person, persons, "P", who)):
        lines = Cursor(data.data, offset)
        for _ in range(count):
            _, number = lines.numbers(2)
            yield f"{key:2d}{number & 0xffff:4X}{letter}", speaker, lines.string(4)


def scene(archive, name, people):
    """Texts of a scene. Every record has one, in their order; a record of an animation is followed by its steps."""
    data = Cursor(archive.read(name, HEADER))
    _, count, _, _, texts, _ = data.numbers(6)
    texts = Cursor(data.data, texts & 0xffff)
    texts.string()  # which way the hero looks
    objects = list(people.objects)
    for number in range(1, abs(count) + 1):
        who, *record = data.numbers(17)
        animation, execute, source = record[3], record[4], record[11]
        data.numbers(data.number())  # who else is there
        who = 0 if who == -1 else who
        if source > 0 and who > 0:
            objects[who] = objects[source]  # this object takes the place of that one
        if who < -1:
            speaker = "others"
        elif animation == 0 and (who == 0 or objects[who][1]) or source > 0:
            speaker = "joe" if who == 0 else slug(objects[who][0])
        else:
            speaker = None
            while execute and data.number() != -2:
                data.numbers(9)
        yield f"{name[:-4]:_<5.5}{number:02d}", speaker, texts.string()


def texts(archive):
    people = People(archive)
    for name in archive.names(".DOG"):
        yield from dialogue(archive, name)
    for name in archive.names(".CUT"):
        yield from scene(archive, name, people)
    for number, text in enumerate(people.responses + people.descriptions, 1):
        yield f"JOE{number:04d}", "joe", text


def clips(root):
    """Identifier, speaker, text and the bytes of an MP3 file, for every phrase that has a recording."""
    archive = Archive(root / ARCHIVE)
    for prefix, speaker, text in texts(archive):
        for number, phrase in phrases(text):
            name = f"{prefix}{number:X}".replace(" ", "0")
            if speaker and f"{name}.SB" in archive.files:
                yield name, speaker, phrase, archive.read(f"{name}.SB")
