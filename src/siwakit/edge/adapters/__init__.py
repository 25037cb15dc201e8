"""Put siwakit's client_secrets into other libraries: each adapter is thin, and imports nothing of the library."""
