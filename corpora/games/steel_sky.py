"""The speech of "Beneath a Steel Sky": package beneath-a-steel-sky, version 0.0372 of the game.

sky.dnr lists the files in sky.dsk. Files 60600 to 60606 hold the English texts in seven sections, in a Huffman code
that the game's program knows; the recording of a text is the file of its number, samples of 8 bits without sign, packed
by Rob Northen's method 1. Numbers are little-endian.

Who speaks is in the game's scripts, files 60400 to 60406: words of 16 bits that push a person, a text and an animation,
then call one of four functions. A person is a number, the one who acts (variable 12, nearly always the hero), or the
one who is talked to (variable 120), of whom each has a script of their own.
"""

import bisect
import struct

from speech import unsigned

PACKAGE = "beneath-a-steel-sky"
FOLDER = "usr/share/scummvm/beneath-a-steel-sky"
TEXTS, SPEECH = 60600, 50000
FIRST = [0, 600, 1100, 2430, 3380, 4530, 5080]  # the number of each section's first recording
SCRIPTS = range(60400, 60407)
HEADER = 22
RATE = 11025
# The texts' code (as ScummVM knows it, engines/sky/text.cpp) as a tree from the root: a bar and the branches of 0 and 1, or a character; an underscore ends a text,
# tildes stand for what no English text has.
CODE = (r"""||| |ea|||os|tn||.ir|||||_Eu|mA|||lI|dR||NST|||||Ohc|Dg|||LC|pU||!yM|||||PvH|?b|||'f,|GB"""
        r"""|||||VkF|qw|||K-W|J*||||zY|j+|||Q~)||Z~<|||||~~~|~:|||~]#||xX~|||||~`2||0~1|||/(=|~^"""
        r"""||||39|~4|||}8\|"~||||&~|56||~~|~~||||~7~~~""")


PUSH_VARIABLE, PUSH_NUMBER, CALL = 0, 2, 11
SPEAK = (140, 144, 148, 152)  # the functions
ACTOR, PARTNER = 48, 480  # the variables
# Numbers and scripts (file, script) whose persons are known by name; the others are called by these numbers.
PEOPLE = {1: "joey", (1, 170): "joey", (2, 271): "joey", (3, 314): "joey", 3: "foster", (5, 2): "ken", 20911: "ken",
          (0, 92): "lamb", (2, 261): "lamb", (4, 0): "piermont", (4, 2): "piermont", 16441: "piermont",
          (0, 65): "blunt", 16601: "blunt", (0, 68): "chutney", 16822: "chutney", (0, 69): "hobbins",
          (1, 168): "hobbins", 16824: "hobbins", 4122: "hobbins", (2, 260): "anita", 24767: "anita", (5, 3): "father"}


def tree(code):
    """Nested pairs of branches."""
    character = next(code)
    return (tree(code), tree(code)) if character == "|" else character


class Disk:
    def __init__(self, folder):
        table = (folder / "sky.dnr").read_bytes()
        self.data = (folder / "sky.dsk").read_bytes()
        count, = struct.unpack_from("<I", table)
        if len(table) < 4 + 8 * count:
            raise ValueError(f"{folder}/sky.dnr: too short")
        self.files = {}
        for index in range(count):
            number, start, size = struct.unpack("<H3s3s", table[4 + 8 * index:12 + 8 * index])
            start, size = int.from_bytes(start, "little"), int.from_bytes(size, "little")
            self.files[number] = ((start & 0x7FFFFF) << (4 if start >> 23 else 0), size & 0x3FFFFF, bool(size >> 23))

    def read(self, number):
        """A file without its header, unpacked."""
        start, size, plain = self.files[number]
        data = self.data[start:start + size]
        if plain:
            return data
        return unpacked(data[HEADER:]) if data[HEADER:HEADER + 4] == b"RNC\1" else data[HEADER:]


class Bits:
    """Bits of little-endian words of 16, the lowest first, between which bytes may stand."""

    def __init__(self, data, position):
        self.data, self.position, self.held, self.count = data, position, 0, 0

    def take(self, count):
        while self.count < count:
            self.held |= int.from_bytes(self.data[self.position:self.position + 2], "little") << self.count
            self.position += 2
            self.count += 16
        value = self.held & ((1 << count) - 1)
        self.held >>= count
        self.count -= count
        return value

    def bytes(self, count):
        self.position += count
        return self.data[self.position - count:self.position]


def code_table(bits):
    """A canonical code: symbols by length and code."""
    lengths = [bits.take(4) for _ in range(bits.take(5))]
    table, code = {}, 0
    for length in range(1, 16):
        for symbol, other in enumerate(lengths):
            if other == length:
                table[length, code] = symbol
                code += 1
        code <<= 1
    return table


def number(bits, table):
    """A coded number: the symbol tells its bits, the highest of which is not written."""
    length = code = 0
    while (length, code) not in table:
        code = code << 1 | bits.take(1)
        length += 1
        if length > 15:
            raise ValueError("damaged packed data")
    symbol = table[length, code]
    return symbol if symbol < 2 else bits.take(symbol - 1) | 1 << (symbol - 1)


def unpacked(data):
    """What Rob Northen's method 1 packed: bytes as they are, and pieces of what came before."""
    size, = struct.unpack_from(">I", data, 4)
    bits = Bits(data, 18)
    bits.take(2)
    output = bytearray()
    while len(output) < size:
        plain, distances, lengths = (code_table(bits) for _ in range(3))
        for left in range(bits.take(16), 0, -1):
            output += bits.bytes(number(bits, plain))
            if left > 1:
                distance = number(bits, distances) + 1
                length = number(bits, lengths) + 2
                start = len(output) - distance
                if start < 0:
                    raise ValueError("damaged packed data")
                piece = output[start:start + length]
                output += (piece * (length // len(piece) + 1))[:length]
    return bytes(output)


def texts(data):
    """The texts of a section. A table has the lengths of blocks of 32, in pairs of bits, a second one those of texts."""
    lengths_at, codes_at = struct.unpack_from("<2H", data)
    root = tree(iter(CODE))
    block = 0
    for index in range((lengths_at - 4) // 2 + 1):
        offset = block
        for inner in range(32):
            yield 32 * index + inner, decoded(data, codes_at + offset // 4, 2 * (offset % 4), root)
            if lengths_at + 32 * index + inner >= codes_at:
                return
            length = data[lengths_at + 32 * index + inner]
            offset += length if length < 128 else (length & 127) << 3
        if index < (lengths_at - 4) // 2:
            block += struct.unpack_from("<H", data, 4 + 2 * index)[0]


def decoded(data, position, bit, root):
    characters, node = [], root
    while position < len(data):
        node = node[data[position] >> (7 - bit) & 1]
        bit += 1
        if bit == 8:
            position, bit = position + 1, 0
        if isinstance(node, str):
            if node == "_":
                break
            characters.append(node)
            node = root
    return "".join(characters)


def speakers(disk):
    """Who says which text, by its number: the section times 4096, and its index there. The first that is found."""
    found = {}
    for file, name in enumerate(SCRIPTS):
        data = disk.read(name)
        code = struct.unpack(f"<{len(data) // 2}H", data[:len(data) // 2 * 2])
        starts = sorted(code[1:code[0] + 1])
        for at in range(6, len(code) - 2):
            if code[at] != CALL or code[at + 2] not in SPEAK or code[at - 4] != PUSH_NUMBER:
                continue
            kind, value = code[at - 6:at - 4]
            if kind == PUSH_NUMBER:
                person = PEOPLE.get(value, f"person-{value}")
            elif kind == PUSH_VARIABLE and value == ACTOR:
                person = "foster"
            elif kind == PUSH_VARIABLE and value == PARTNER:
                script = bisect.bisect_right(starts, at) - 1
                person = PEOPLE.get((file, script), f"person-{file}-{script}")
            else:
                continue
            found.setdefault(code[at - 3], person)
    return found


def clips(root):
    """Identifier, speaker, text and a WAV file, for every text that has a recording."""
    disk = Disk(root / FOLDER)
    people = speakers(disk)
    for section, first in enumerate(FIRST):
        for index, text in texts(disk.read(TEXTS + section)):
            file = SPEECH + first + index
            if file in disk.files and text.strip():
                person = people.get(section << 12 | index, "others")
                yield f"sky_{section}_{index:04d}", person, text, unsigned(disk.read(file), RATE)
