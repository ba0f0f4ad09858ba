"""Turns the texts of games into words as they are said, or refuses them."""

import re

UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
         "seventeen eighteen nineteen").split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
            "twelve": "twelfth"}
ABBREVIATIONS = {"mr.": "mister", "mrs.": "missis", "dr.": "doctor", "prof.": "professor", "vs.": "versus",
                 "st.": "saint", "lt.": "lieutenant", "mr": "mister", "mrs": "missis", "dr": "doctor",
                 "ok": "okay", "o.k.": "okay", "etc.": "et cetera", "&": "and"}
# Cries and noises, which no rule of spelling turns into the sounds that are made.
CRIES = re.compile(r"(.)\1\1|^(?=[A-Z]{2})[^AEIOUY]+$|^[AEOU]+R*G+H+$|^(?:UGH|YUCK|GRR|HEH|HE-HE|MWA|BLEH|BLAH|GULP|"
                   r"SIGH|COUGH|SNIFF|SOB|SNORT|SNORE|WHEW|PHEW|EEK|AHEM|PSST|OOF|OW|BRR|AHH+|OOH+|UHH+|OHH+|EHH+)$")
SPELT = {"FBI", "CIA", "TV", "CD", "DNA", "VCR", "USA", "PC", "DJ", "BBC", "ID", "HQ", "TNT", "VHS", "SOS", "BJ", "WD"}


def cardinal(number):
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10] + (" " + UNITS[number % 10] if number % 10 else "")
    if number < 1000:
        return UNITS[number // 100] + " hundred" + (" and " + cardinal(number % 100) if number % 100 else "")
    return cardinal(number // 1000) + " thousand" + (" " + cardinal(number % 1000) if number % 1000 else "")


def ordinal(number):
    *head, last = cardinal(number).split()
    last = ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return " ".join([*head, last])


def year(number):
    if 1100 <= number < 2000 and number % 100:
        return f"{cardinal(number // 100)} {'oh ' if number % 100 < 10 else ''}{cardinal(number % 100)}"
    return cardinal(number)


def words(text):
    """The words of a text in upper case, or None if it is not known how they sound."""
    text = text.replace("`", "'").replace("\u2019", "'").replace("\u2018", "'")
    if re.search(r"\b(\w)-+\1", text, re.I) or re.search(r"[\[\]<>{}|@#^\\=+/$%*~]", text):
        return None  # stammered, or signs
    text = re.sub(r"(\d),(\d{3})\b", r"\1\2", text)
    text = re.sub(r"\b([A-Z]{2,3})(\d+)\b", r"\1 \2", text)  # WD40
    said = []
    for token in re.split(r"[\s\"()!?,;:_]+|\.\.+|--+|(?<=\w)-(?=\w)|(?<=\w)\.(?=[A-Z][a-z])", text):
        token = (token or "").strip("-")
        if not token:
            continue
        token = re.sub(r"[.']+$", "", token) if re.search(r"\.'+$", token) else token
        token = ABBREVIATIONS.get(token.lower(), token).strip(".")
        if token.isdigit():
            if len(token) > 6 or (token[0] == "0" and len(token) > 1):
                token = " ".join(UNITS[int(digit)] for digit in token)
            else:
                token = year(int(token)) if len(token) == 4 else cardinal(int(token))
        elif match := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)", token, re.I):
            token = ordinal(int(match[1]))
        for word in token.upper().replace("-", " ").split():
            word = word.lstrip("'") if word not in ("'EM", "'TIL", "'CAUSE", "'BOUT") else word
            word = word if re.fullmatch(r"[A-Z]+IN'", word) else word.rstrip("'")
            if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?", word) or word in SPELT:
                said.extend(word.replace(".", ""))
            elif not re.fullmatch(r"'?[A-Z]+(?:'[A-Z]+)*'?", word) or CRIES.search(word):
                return None
            else:
                said.append(word)
    return said or None
