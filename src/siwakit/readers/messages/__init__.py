"""The words of libraries, brokers and browsers, and what they prove."""
