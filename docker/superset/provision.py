"""Brings users and dashboards to what `assets/` says: `python provision.py`, with Superset's own environment.

Running it again updates what it made before and touches nothing else; what is taken out of `assets/` stays
in Superset until someone deletes it there. The folder has the form of Superset's own export of assets, so a
dashboard that was changed in the browser is kept by exporting it into this folder. The one difference: the
connection's URL comes from `WAREHOUSE_URL`; Superset keeps its password encrypted.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

ASSETS = Path(__file__).resolve().parent / "assets"
WAREHOUSE = "databases/warehouse.yaml"
ADMIN, VIEWER = "admin", "viewer"
VIEWER_ROLE = "Chitieu viewer"


def required(name: str) -> str:
    """A variable of the environment; ends the program where it is missing."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set. Run `make env`, then start this through docker compose.")
    return value


def bundle(folder: Path, warehouse_url: str) -> dict[str, str]:
    """The files of the export by path, with the URL of the warehouse put in."""
    files = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.yaml")}
    database: dict[str, Any] = yaml.safe_load(files[WAREHOUSE])
    files[WAREHOUSE] = yaml.safe_dump({**database, "sqlalchemy_uri": warehouse_url}, allow_unicode=True)
    return files


def set_user(security: Any, name: str, roles: list[str], password: str) -> Any:
    """Make a user with these roles and this password, or bring the one that exists to them."""
    found = [security.find_role(role) for role in roles]
    user = security.find_user(username=name)
    if user is None:
        user = security.add_user(name, "Chitieu", name, f"{name}@chitieu.invalid", found, password=password)
        if not user:
            raise SystemExit(f"Superset did not make the user {name}, its log says why.")
    else:
        user.roles = found
        security.update_user(user)
        security.reset_password(user.id, password)
    return user


def let_view_warehouse(security: Any, database: Any) -> None:
    """Give the viewers' role the right to see what is in the warehouse, and nothing more."""
    role = security.add_role(VIEWER_ROLE)
    permission = security.add_permission_view_menu("database_access", database.perm)
    if permission not in role.permissions:
        security.add_permission_role(role, permission)


def provision() -> None:
    """Import the assets as the administrator, then see to the viewer."""
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        from superset import db, security_manager  # these need the application's context
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.models.core import Database
        from superset.utils.core import override_user

        admin = set_user(security_manager, ADMIN, ["Admin"], required("SUPERSET_ADMIN_PASSWORD"))
        files = bundle(ASSETS, required("WAREHOUSE_URL"))
        with override_user(admin):
            ImportAssetsCommand(files).run()
        name = yaml.safe_load(files[WAREHOUSE])["database_name"]
        let_view_warehouse(security_manager, db.session.query(Database).filter_by(database_name=name).one())
        set_user(security_manager, VIEWER, ["Gamma", VIEWER_ROLE], required("SUPERSET_VIEWER_PASSWORD"))
        db.session.commit()
    print(f"imported {len(files) - 1} assets")


if __name__ == "__main__":
    provision()
