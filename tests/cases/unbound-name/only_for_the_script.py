# proof: convert(["x"]) -> arguments
"""The name is bound only when the file is run as a program."""


def convert(lines):
    return [line for line in lines if arguments.verbose]  # expect: unbound-name arguments


if __name__ == "__main__":
    import argparse

    arguments = argparse.ArgumentParser().parse_args()
