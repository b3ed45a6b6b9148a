"""What every step of train.sh is told."""

import argparse


def options(*more):
    """The folders of scenes and caches (work) and of photos; and what else this step needs: pairs of a name and what argparse should know of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--photos", required=True)
    for name, known in more:
        parser.add_argument(f"--{name}", **known)
    return parser.parse_args()
