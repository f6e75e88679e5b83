"""The archive for programs: one table of operations makes the routes, the checks and the OpenAPI description."""
