"""The contracts: one pandera model a table, the single source of truth for types, descriptions and checks."""

from cleancopy.schemas.names import CHROME_ROLES, CONTRACT_VERSION, KEPT_ROLES, READ_ROLES, ROLES
from cleancopy.schemas.tables import TABLES, Table

__all__ = ["CHROME_ROLES", "CONTRACT_VERSION", "KEPT_ROLES", "READ_ROLES", "ROLES", "TABLES", "Table"]
