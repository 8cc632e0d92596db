"""What can go wrong with a node, each with what to do next.

NodeError
├── NodeUnavailableError   this machine lacks something: outside CI tests skip with the text, in CI they fail
└── NodeFailedError        a node did not come up or did not stay; the text ends with its log
"""


class NodeError(Exception):
    """There is no node to use."""


class NodeUnavailableError(NodeError):
    """Something is missing on this machine; the message names it and how to get it."""


class NodeFailedError(NodeError):
    """Everything is there, and yet the node did not come up; the message holds the end of its log."""
