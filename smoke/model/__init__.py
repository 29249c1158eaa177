"""The data that the stages hand to each other; no behaviour beyond ordering and naming.

    target -> Selection -> Plan -> Result (one for each planned module) -> Finding -> Report

Everything here is frozen: a stage never changes what an earlier one said.
"""

from __future__ import annotations

from smoke.model.names import (
    Attribute,
    Binding,
    Call,
    Caller,
    Effect,
    Load,
    NameFacts,
    Promise,
    Store,
    Wanted,
    Warned,
    Ways,
)
from smoke.model.observed import Answer, Frame, Question, Raised, Result, Touched
from smoke.model.planned import Import, Interpreter, Module, Plan, Scan, Selection, Stage, Step
from smoke.model.reported import EntryPoint, Finding, Foreign, InterpreterRun, Link, Report, Suppressed
from smoke.model.settings import IgnoreEntry, Settings
from smoke.model.terms import Isolation, ModuleKind, Outcome, Severity

__all__ = [
    "Answer",
    "Attribute",
    "Binding",
    "Call",
    "Caller",
    "Effect",
    "EntryPoint",
    "Finding",
    "Foreign",
    "Frame",
    "IgnoreEntry",
    "Import",
    "Interpreter",
    "InterpreterRun",
    "Isolation",
    "Link",
    "Load",
    "Module",
    "ModuleKind",
    "NameFacts",
    "Outcome",
    "Plan",
    "Promise",
    "Question",
    "Raised",
    "Report",
    "Result",
    "Scan",
    "Selection",
    "Settings",
    "Severity",
    "Stage",
    "Step",
    "Store",
    "Suppressed",
    "Touched",
    "Wanted",
    "Warned",
    "Ways",
]
