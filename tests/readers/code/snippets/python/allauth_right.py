import os

SOCIALACCOUNT_PROVIDERS = {
    "apple": {
        "APPS": [
            {
                "client_id": "com.acmefit.web",
                "secret": "Q7M2T9XK4C",
                "key": "R5T8Q2WM7K",
                "settings": {"certificate_key": os.environ["APPLE_CERTIFICATE_KEY"]},
            }
        ]
    }
}
