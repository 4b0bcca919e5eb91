"""The office: what whoever runs the installation looks after."""
