#!/usr/bin/env python3
"""Includes point downward only: ws -> bot -> intents, knowledge -> base.

Also: a flow includes bot/flow.h and nothing else of ours, and a library is used only in
the room that it belongs to.
"""
import pathlib
import re
import sys

BELOW = {
    "base": {"base"},
    "intents": {"intents", "base"},
    "knowledge": {"knowledge", "base"},
    "bot": {"bot", "intents", "knowledge", "base"},
    "ws": {"ws", "bot", "intents", "knowledge", "base"},
}
HOMES = {
    "libwebsockets.h": {"ws/"},
    "uv.h": {"ws/"},
    "curl/curl.h": {"ws/"},
    "pcre2.h": {"intents/"},
    "linear.h": {"intents/"},
    "sqlite3.h": {"bot/sqlite/", "knowledge/"},
    "sodium.h": {"base/"},
    "yaml.h": {"base/"},
    "opencc.h": {"base/"},
    "utf8proc.h": {"base/"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def problems_of(path):
    room = path.parts[0]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match or match[2].endswith(".inc"):
            continue
        kind, name = match[1], match[2]
        where = f"{path}:{number}"
        if kind == '"':
            if name.split("/")[0] not in BELOW[room]:
                yield f"{where}: {room} must not include {name}"
            if path.parent == pathlib.Path("bot/flows") and name != "bot/flow.h":
                yield f"{where}: a flow includes bot/flow.h and nothing else"
        else:
            homes = HOMES.get(name)
            if homes and not any(str(path).startswith(home) for home in homes):
                yield f"{where}: {name} belongs to {', '.join(sorted(homes))}"


def main():
    problems = []
    count = 0
    for room in BELOW:
        for path in sorted(pathlib.Path(room).rglob("*.[ch]")):
            count += 1
            problems += problems_of(path)
    print("\n".join(problems) if problems else f"includes: {count} files, all point downward")
    return 1 if problems or count == 0 else 0


sys.exit(main())
