"""What `--match` understands: whatever a log makes of an exception."""

from __future__ import annotations

import html
import json

import pytest
from observations import finding

from smoke.matching import understand

TIME = "name 'time' is not defined"
RECORD = {
    "severity": "ERROR",
    "message": f"WebSocket error: {TIME}",
    "module": "netra_backend.app.routes.websocket",
    "function": "websocket_endpoint",
    "line": 1293,
}
LOGS = {
    "the message": TIME,
    "the exception": f"NameError: {TIME}",
    "with the qualified type": f"builtins.NameError: {TIME}",
    "a log line": f"2025-09-17 09:12:55,120 ERROR app.routes - WebSocket error: {TIME}",
    "a record": json.dumps(RECORD),
    "a record with escapes": json.dumps(RECORD).replace("'", "\\u0027"),
    "a line that ends with a record": f"staging netra-backend {json.dumps(RECORD)}",
    "a record in a record": json.dumps(
        {"resource": {"type": "run"}, "payload": [{"log": json.dumps(RECORD)}]}
    ),
    "several records": f'{{"message": "started"}}\n{json.dumps(RECORD)}\n',
    "a traceback with advice": f"Traceback (most recent call):\nNameError: {TIME}. Did you mean: 'item'?",
    "what repr makes of it": repr({"error": f"it's {TIME}"}),
    "a page of HTML": html.escape(f"NameError: {TIME}"),
    "a chat's quotes": "name \u2018time\u2019 is not defined",
    "wrapped in the middle": f"the server said {TIME}, twice",
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_a_log_matches_the_finding_that_it_is_about(log: str) -> None:
    assert understand(log).matches(finding(exception=f"NameError: {TIME}"))


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_a_log_matches_no_finding_about_another_name(log: str) -> None:
    assert not understand(log).matches(finding(exception="NameError: name 'times' is not defined"))
    assert not understand(log).matches(finding(exception="NameError: name 'tim' is not defined"))


def test_a_finding_that_stands_for_no_exception_never_matches() -> None:
    assert not understand("anything").matches(finding(exception=None))


def test_a_short_message_needs_its_type_or_nothing_around_it() -> None:
    bad = finding("import-raised", exception="ValueError: bad")
    assert understand("bad").matches(bad)
    assert understand("the log says ValueError: bad and more").matches(bad)
    assert not understand("a bad day").matches(bad)


def test_an_exception_without_a_message_is_found_by_its_type() -> None:
    silent = finding("import-raised", exception="AssertionError: ")
    assert understand("Traceback (most recent call last):\nAssertionError").matches(silent)
    assert not understand("a TypeError").matches(silent)


@pytest.mark.parametrize("text", ["{", '{"a": ', "[" * 5000, '{"a":' * 3000, "\x00\ud800", "{}" * 50])
def test_no_text_is_too_broken_to_be_compared(text: str) -> None:
    assert not understand(text).matches(finding(exception=f"NameError: {TIME}"))
    assert understand(f"{text} {TIME}").matches(finding(exception=f"NameError: {TIME}"))


def test_the_function_that_a_record_names_is_nearer_than_any_other() -> None:
    said = understand(json.dumps(RECORD))
    named = said.nearness("netra_backend.app.routes.websocket", "websocket_endpoint", "/src/websocket.py")
    elsewhere = said.nearness("netra_backend.legacy", "websocket_endpoint", "/src/legacy.py")
    other = said.nearness("netra_backend.app.routes.websocket", "chat", "/src/websocket.py")
    assert named > elsewhere > other == 0


def test_of_a_traceback_the_outermost_frame_is_the_nearest() -> None:
    said = understand(
        'File "/srv/shop/web.py", line 3, in handle\n    x\nFile "/srv/shop/cart.py", line 9, in add\n    y\n'
        f"NameError: {TIME}"
    )
    outer = said.nearness("shop.web", "View.handle", "/home/me/shop/web.py")
    inner = said.nearness("shop.cart", "Cart.add", "/home/me/shop/cart.py")
    assert outer > inner > said.nearness("shop.cart", "Cart.take", "/home/me/shop/cart.py")
