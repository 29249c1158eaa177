# outcome: skipped
"""Never executed; its code is read all the same."""

import sys


def run():
    return parser.parse_args()  # expect: undefined-name parser


raise_if_executed = {}["executed"]
sys.exit(run())
