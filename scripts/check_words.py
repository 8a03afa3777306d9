#!/usr/bin/env python3
"""What a flow names in its .texts and .slots it also says and asks somewhere.

That all names are in the files, and all that is in the files is named, `fuji check` tells; only
the source tells that a name is used. A name may also be said because a choice has it as value, one
of the flow's own or of a common slot.
"""
import pathlib
import re
import sys

TABLE = re.compile(r"const struct flow flow_\w+ = \{(.*?)^\};", re.S | re.M)
LIST = re.compile(r"\.(texts|slots) = \{(.*?)\}", re.S)


def unused(path):
    source = path.read_text(encoding="utf-8")
    choices = "".join(file.read_text(encoding="utf-8")
                      for file in (path.with_suffix(".yaml"), pathlib.Path("bot/dialogue.yaml")))
    table = TABLE.search(source)
    code = source[:table.start()]
    for kind, names in LIST.findall(table[1]):
        for name in re.findall(r'"(\w+)"', names):
            if f'"{name}"' not in code and not re.search(rf"value: {name}\b", choices):
                yield f"{path}: {name} stands in .{kind} and is never used"


def unused_common():
    names = pathlib.Path("bot/names.c").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in pathlib.Path("bot").glob("*.c")
                   if path.name != "names.c")
    for name in re.findall(r'^\t"(\w+)",$', names, re.M):
        if f'"{name}"' not in code:
            yield f"bot/names.c: {name} is a common text and is never said"


def main():
    flows = sorted(pathlib.Path("bot/flows").glob("*.c"))
    problems = [problem for flow in flows for problem in unused(flow)] + list(unused_common())
    print("\n".join(problems) if problems else f"words: {len(flows)} flows use what they name")
    return 1 if problems or not flows else 0


if __name__ == "__main__":
    sys.exit(main())
