"""Child side: runs beside the checked package, standard library only, CPython 3.8 to 3.15.

Loaded by `smoke/runner/boot.py` under the name `_smoke_probe`, never as `smoke.probe`
(the parent imports only `wire` from here).
"""
