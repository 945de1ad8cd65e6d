"""What the program is called and which version of it this is; pyproject.toml says the same, which a test holds."""

PROGRAM = "CRM Desktop"
VERSION = "0.1.0"
