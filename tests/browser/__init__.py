"""The site in a browser (Debian's chromium), with the server at SARCOMAKG_URL: `.ci/web`, or `pytest tests/browser`."""
