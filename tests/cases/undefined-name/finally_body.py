# proof: run(lambda: 1) -> tracer
"""The compiler copies a finally body; one report for the line is enough, and it is there."""


def run(job):
    try:
        return job()
    finally:
        tracer.close()  # expect: undefined-name tracer
