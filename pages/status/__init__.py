"""How the installation is: version, newest data, what is known and what is not."""
