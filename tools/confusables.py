#!/usr/bin/env python3
"""Writes apps/server/src/domain/confusables.ts: which characters look like which (UTS #39), from ICU's data.

  apt-get install python3-icu && /usr/bin/python3 tools/confusables.py

Run it again for a newer Unicode. The table is kept in the repository, so nobody needs ICU to build the server.
"""
import pathlib

import icu

nfd = icu.Normalizer2.getNFDInstance()
checker = icu.SpoofChecker()
looks_like = {}
for code in range(0x110000):
    character = chr(code)
    # Surrogates are no characters; what is decomposed first is never looked up; what cannot be seen is dropped before.
    if 0xD800 <= code < 0xE000 or nfd.normalize(character) != character:
        continue
    if icu.Char.hasBinaryProperty(code, icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT):
        continue
    skeleton = checker.getSkeleton(0, character)
    if skeleton != character:
        looks_like.setdefault(skeleton, []).append(code)

records = [
    f"{'+'.join(f'{ord(part):x}' for part in target)}={' '.join(f'{code:x}' for code in sources)}"
    for target, sources in sorted(looks_like.items())
]
lines = [""]
for record in records:
    if len(lines[-1]) + len(record) > 128:
        lines.append("")
    lines[-1] += record + ";"

count = sum(map(len, looks_like.values()))
path = pathlib.Path(__file__).parent.parent / "apps/server/src/domain/confusables.ts"
path.write_text(
    f"""/**
 * {count:,} characters that look like others (UTS #39, Unicode {icu.UNICODE_VERSION}), as `what they look like=characters;`, in hexadecimal.
 * Made by tools/confusables.py from ICU {icu.ICU_VERSION}. Of the server only: the web app must not carry it.
 */
export const confusables = `
"""
    + "\n".join(lines)
    + "\n`;\n"
)
