"""The graph as files that other tools read, each with its version, date, licence and checksum inside."""
