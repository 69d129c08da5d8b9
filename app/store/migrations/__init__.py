"""The Alembic environment: each file of ``versions`` takes a database one step further. Run by app/store/migrate.py."""
