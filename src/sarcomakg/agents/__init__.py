"""What programs that reason ask: the graph as tools and resources of the Model Context Protocol, over stdio and HTTP."""

from sarcomakg.agents.desk import Call, Desk, Reply
from sarcomakg.agents.server import PATH, http_app, run_http, run_stdio, serve
from sarcomakg.agents.tools import TOOLS, ToolSpec

__all__ = ["PATH", "TOOLS", "Call", "Desk", "Reply", "ToolSpec", "http_app", "run_http", "run_stdio", "serve"]
