"""Reading Debian's package indices: stanzas of `Field: value` lines. Standard library only."""
import lzma
import gzip
import re
import subprocess
import sys

# Field -> label of the arc. Build-time relations live in the source index and are left out.
RELATIONS = ["Pre-Depends", "Depends", "Recommends", "Suggests", "Enhances",
             "Conflicts", "Breaks", "Replaces", "Provides"]


def text_of(path):
    """The index at `path` (plain, .gz, .xz), or the distribution's own one through apt when `path` is None."""
    if path is None:
        run = subprocess.run(["apt-cache", "dumpavail"], capture_output=True)
        if run.returncode != 0 or not run.stdout:
            sys.exit("no package index: run `apt-get update` first, or name a Packages file with --index")
        return run.stdout.decode("utf-8", "replace")
    opener = gzip.open if path.endswith(".gz") else lzma.open if path.endswith(".xz") else open
    with opener(path, "rb") as file:
        return file.read().decode("utf-8", "replace")


def stanzas(text):
    """One dictionary a stanza, in the order of the file; continuation lines are joined."""
    for block in re.split(r"\n\n+", text):
        fields, last = {}, None
        for line in block.split("\n"):
            if line[:1] in (" ", "\t"):
                if last:
                    fields[last] += line
            elif ":" in line:
                last, value = line.split(":", 1)
                fields[last] = value.strip()
        if "Package" in fields:
            yield fields


def names(relation):
    """Package names in a relation field: alternatives count, versions and architectures do not."""
    for part in re.split(r"[,|]", relation):
        found = re.match(r"\s*([a-z0-9][a-z0-9+.\-]+)", part)
        if found:
            yield found.group(1)
