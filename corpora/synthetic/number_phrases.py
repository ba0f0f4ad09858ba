#!/usr/bin/env python3
"""Prints phrases with numbers in them as lines `id text`: years, dates, amounts, times, telephone numbers, addresses,
ages, decades; sentences for `make.py`, for which numbers are few elsewhere.

    number_phrases.py --count 5000 > numbers.txt
"""

import argparse
import random

ONES = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth twentieth").split()
MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
STREETS = "elm oak maple park church mill river hill lake forest station market".split()
KINDS = "street road avenue lane drive court".split()
THINGS = "people houses pages miles pounds chairs tickets letters boxes students horses windows apples bottles".split()


def below_hundred(number):
    if number < 10:
        return ONES[number]
    if number < 20:
        return TEENS[number - 10]
    return TENS[number // 10 - 2] + (f" {ONES[number % 10]}" if number % 10 else "")


def cardinal(number):
    parts = []
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            parts += [cardinal(number // size), name]
            number %= size
    if number or not parts:
        parts.append(below_hundred(number))
    return " ".join(parts)


def ordinal(number):
    if number <= 20:
        return ORDINALS[number - 1]
    if number % 10:
        return f"{TENS[number // 10 - 2]} {ORDINALS[number % 10 - 1]}"
    return TENS[number // 10 - 2][:-1] + "ieth"


def year(draw):
    return " ".join([draw.choice(["eighteen", "nineteen", "nineteen", "nineteen", "twenty"]), below_hundred(draw.randint(10, 99))])


def digits(draw, low, high):
    return " ".join(draw.choice(["oh", *ONES[1:]]) if draw.random() < 0.3 else draw.choice(ONES)
                    for _ in range(draw.randint(low, high)))


def phrase(draw):
    """Half of the numbers below a hundred are in the sixties, seventies, eighties and nineties, whose names hold others."""
    number = draw.randint(60, 99) if draw.random() < 0.5 else draw.randint(1, 99)
    day = ordinal(draw.randint(1, 31))
    month = draw.choice(MONTHS)
    return draw.choice([
        lambda: year(draw),
        lambda: f"in {year(draw)}",
        lambda: f"{month} {day} {year(draw)}",
        lambda: f"{draw.choice(DAYS)} {month} {day}",
        lambda: below_hundred(number),
        lambda: " ".join(below_hundred(draw.randint(1, 99)) for _ in range(draw.randint(2, 5))),
        lambda: f"{digits(draw, 1, 3)} {below_hundred(number)}",
        lambda: f"{below_hundred(number)} {digits(draw, 1, 3)}",
        lambda: digits(draw, 2, 7),
        lambda: f"{digits(draw, 3, 3)} {below_hundred(number)} {below_hundred(draw.randint(11, 99))}",
        lambda: cardinal(draw.randint(100, 999)),
        lambda: cardinal(draw.randint(1000, 999_999)),
        lambda: f"{cardinal(draw.randint(1, 9999))} {draw.choice(THINGS)}",
        lambda: f"{cardinal(draw.randint(2, 200))} dollars and {below_hundred(number)} cents",
        lambda: f"{below_hundred(number)} percent",
        lambda: f"{below_hundred(draw.randint(1, 12))} {below_hundred(draw.randint(10, 59))} in the {draw.choice(['morning', 'evening', 'afternoon'])}",
        lambda: f"{below_hundred(number)} {draw.choice(STREETS)} {draw.choice(KINDS)}",
        lambda: f"{cardinal(draw.randint(100, 9999))} {draw.choice(STREETS)} {draw.choice(KINDS)}",
        lambda: f"she is {below_hundred(number)} and he is {below_hundred(draw.randint(4, 99))}",
        lambda: f"the {draw.choice(TENS)[:-1]}ies",
        lambda: f"the {ordinal(draw.randint(1, 99))} {draw.choice(['time', 'day', 'floor', 'week', 'chapter'])}",
        lambda: f"chapter {below_hundred(number)} page {cardinal(draw.randint(1, 400))}",
    ])()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    for index in range(1, options.count + 1):
        print(f"number_{index:05d} {phrase(draw)}")


if __name__ == "__main__":
    main()
