"""The report of `siwakit check`: for people, for programs and for Prometheus."""
