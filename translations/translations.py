#!/usr/bin/env python3
"""Keeps the translations of the window's texts (culvert_*.ts) in step with its sources.

    translations.py update LUPDATE     takes over new texts, drops those that are gone
    translations.py check LUPDATE      exit code 1 if `update` would change a text, or if a translation is not complete
    translations.py self-test LUPDATE  checks this script

A file in which nothing is translated yet has not been begun, and may be incomplete. culvert_en.ts has only what changes with
a number ("%n connection(s)"), which `update` fills in from the "(s)" in the source.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = ("ui", "app/desktop")
ENGLISH = "culvert_en.ts"
ENUM = re.compile(r"\benum(?: class)? (\w+)(?: *: *[\w:]+)?")
PLURAL = re.compile(r"\((e?s)\)")


def prepare(root, copies):
    """The sources as lupdate understands them: behind `enum class A : B` it takes itself to be outside of the namespace."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".h", ".cpp"):
                copy = copies / file.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(ENUM.sub(r"enum \1", file.read_text(encoding="utf-8")), encoding="utf-8")


def lupdate(program, root, ts):
    """Brings one file up to date; what lupdate complains of, one line each."""
    with tempfile.TemporaryDirectory() as name:
        copies = pathlib.Path(name)
        prepare(root, copies)
        folders = [str(copies / folder) for folder in FOLDERS if (copies / folder).is_dir()]
        more = ["-pluralonly"] if ts.name == ENGLISH else []
        command = [program, "-silent", "-locations", "none", "-no-obsolete", "-no-ui-lines", "-source-language", "en", *more,
                   *folders, "-I", str(copies / "ui"), "-ts", str(ts)]
        done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return [line.replace(f"{name}/", "") for line in done.stderr.splitlines() if line.strip()]


def messages(ts):
    """(context, text, comment) -> whether all forms of its translation are there; of a .ts file."""
    found = {}
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment"))
            translation = message.find("translation")
            forms = translation.findall("numerusform")
            texts = [form.text for form in forms] if forms else [translation.text]
            found[key] = translation.get("type") != "unfinished" and all(texts)
    return found


def fill_in_english(ts):
    """"%n connection(s)": "%n connection" and "%n connections"."""
    def filled(match):
        source = match.group("source")
        if not PLURAL.search(source):
            return match.group()
        forms = "".join(f"\n            <numerusform>{PLURAL.sub(ending, source)}</numerusform>" for ending in ("", r"\1"))
        return f"{match.group('before')}<translation>{forms}\n        </translation>"

    text = ts.read_text(encoding="utf-8")
    text = re.sub(r'(?P<before><source>(?P<source>[^<]*)</source>(?:(?!</message>).)*?)'
                  r'<translation type="unfinished">.*?</translation>', filled, text, flags=re.DOTALL)
    ts.write_text(text, encoding="utf-8")


def update(program, root, folder):
    for ts in sorted(folder.glob("culvert_*.ts")):
        for line in lupdate(program, root, ts):
            print(line)
        if ts.name == ENGLISH:
            fill_in_english(ts)


def check(program, root, folder):
    """What is wrong, one line each."""
    found = []
    with tempfile.TemporaryDirectory() as copies:
        for ts in sorted(folder.glob("culvert_*.ts")):
            copy = pathlib.Path(copies, ts.name)
            copy.write_bytes(ts.read_bytes())
            found += [f"{ts.name}: {line}" for line in lupdate(program, root, copy)]
            ours, wanted = messages(ts), messages(copy)
            for context, source, _ in sorted(wanted.keys() - ours.keys(), key=str):
                found.append(f"{ts.name}: {context}: not there yet: {source!r}")
            for context, source, _ in sorted(ours.keys() - wanted.keys(), key=str):
                found.append(f"{ts.name}: {context}: no source says any more: {source!r}")
            if any(ours.values()):
                found += [f"{ts.name}: {context}: not translated: {source!r}"
                          for (context, source, _), done in ours.items() if not done]
    return found


# ---- Checking the checker --------------------------------------------------------------------------------------------

SOURCE = """
namespace a {
class B : public QObject { Q_OBJECT
  enum class D : std::uint8_t { kE };
};
class C : public QObject { Q_OBJECT
  void c();
};
void C::c() { tr("One"); tr("%n thing(s)", nullptr, 3); %s }
}
"""
EMPTY = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="LANGUAGE" sourcelanguage="en"></TS>\n'


def self_test(program):
    failures = []

    def expect(what, found, *words):
        if len(found) != len(words) or not all(word in line for word, line in zip(words, found)):
            failures.append(f"{what}: {found}")

    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        (root / "ui").mkdir()
        source, german, english = root / "ui/a.cpp", root / "culvert_de.ts", root / ENGLISH
        source.write_text(SOURCE.replace("%s", ""))
        german.write_text(EMPTY.replace("LANGUAGE", "de"))
        english.write_text(EMPTY.replace("LANGUAGE", "en"))
        expect("before the first update", check(program, root, root), *["not there yet"] * 3)
        update(program, root, root)
        if "<name>a::C</name>" not in german.read_text():
            failures.append(f"the context is not that of tr(): {german.read_text()}")
        expect("nothing translated", check(program, root, root))
        if "<numerusform>%n things</numerusform>" not in english.read_text():
            failures.append(f"no plural in English: {english.read_text()}")
        german.write_text(german.read_text().replace('<translation type="unfinished"></translation>',
                                                     "<translation>Eins</translation>"))
        expect("half translated", check(program, root, root), "not translated: '%n thing(s)'")
        german.write_text(re.sub(r'<translation type="unfinished">.*?</translation>',
                                 "<translation><numerusform>%n Ding</numerusform><numerusform>%n Dinge</numerusform></translation>",
                                 german.read_text(), flags=re.DOTALL))
        expect("translated", check(program, root, root))
        source.write_text(SOURCE.replace("%s", 'tr("Two");'))
        expect("a new text", check(program, root, root), "not there yet: 'Two'")
        source.write_text(SOURCE.replace("%s", "").replace('tr("One");', ""))
        expect("a text is gone", check(program, root, root), "no source says any more: 'One'")
        update(program, root, root)
        expect("updated again", check(program, root, root))
    return failures


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in ("update", "check", "self-test"):
        print(__doc__, file=sys.stderr)
        return 2
    command, program = arguments
    if command == "update":
        update(program, HERE.parent, HERE)
        return 0
    found = self_test(program) if command == "self-test" else check(program, HERE.parent, HERE)
    print("\n".join(found) if found else "ok")
    if found and command == "check":
        print("to take over what has changed: cmake --build build/dev --target update_translations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
