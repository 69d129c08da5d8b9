"""Messages to people: inside the desk, and by mail where it is configured."""
