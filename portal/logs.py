"""Logs: one JSON line for each event. A trace tells where, never what somebody typed."""

import logging
import sys

import structlog

__all__ = ["configure"]


def configure() -> None:
    """Write lines to standard error; values of variables stay out of every trace."""
    trace = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(trace),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
