"""Runs expressions in the modules of the cases and says which NameError, if any, each one raises.

Started under each interpreter as a script, so that it says what that Python really does; nothing of
smoke takes part. Standard input: a JSON list of `[folder, module, expression]`; standard output: a
JSON list with, for each, `["name", NAME]`, `["fine", null]` or `["broken", text]`. Each one runs in
a process of its own.
"""

import importlib
import json
import os
import signal
import sys

SECONDS = 30


def main():
    """Answers every question on standard input."""
    questions = json.load(sys.stdin)
    answers = [in_a_child(*question) for question in questions]
    json.dump(answers, sys.stdout)


def in_a_child(folder, module, expression):
    """What `answer` says, in a process that ends with the question."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    if os.fork() == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        with os.fdopen(writing, "w") as stream:
            json.dump(answer(folder, module, expression), stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.wait()
    return json.loads(text or '["broken", "the process ended without an answer"]')


def answer(folder, module, expression):
    """`["name", NAME]` for the NameError that running the expression in the module raises."""
    sys.path.insert(0, folder)
    try:
        space = vars(importlib.import_module(module))
        eval(compile(expression, "<proof>", "eval"), dict(space))
    except NameError as error:
        return ["name", str(error).split("'")[1]]
    except BaseException as error:
        return ["broken", f"{type(error).__name__}: {error}"]
    return ["fine", None]


if __name__ == "__main__":
    main()
