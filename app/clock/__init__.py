"""What is due when: service levels and how a deadline stands."""
