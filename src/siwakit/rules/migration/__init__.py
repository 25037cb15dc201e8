"""Rules about the migration of users to another team."""
