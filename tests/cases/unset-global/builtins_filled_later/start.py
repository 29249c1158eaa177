"""The program calls one of these before anything else."""

import builtins
import builtins as everywhere


def start(shell):
    everywhere._ip = shell
    setattr(builtins, "running", True)
    vars(builtins)["depth"] = 0
    builtins.__dict__.update({"width": 80}, height=25)


class Trap:
    """Keeps what it has replaced, to put it back."""

    def add(self, name, value):
        space = builtins.__dict__
        self.kept = space.get(name)
        space[name] = value

    def activate(self):
        for name, value in {"quit_shell": print}.items():
            self.add(name, value)
