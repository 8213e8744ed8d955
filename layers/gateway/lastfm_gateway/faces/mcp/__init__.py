"""Model Context Protocol: tools about music and listening, for assistants, under POST /mcp."""
