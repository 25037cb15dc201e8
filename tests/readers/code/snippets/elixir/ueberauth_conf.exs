import Config

config :ueberauth, Ueberauth,
  providers: [
    apple: {Ueberauth.Strategy.Apple, [callback_methods: ["POST"], default_scope: "name email"]}
  ]

config :ueberauth, Ueberauth.Strategy.Apple.OAuth,
  client_id: System.get_env("APPLE_CLIENT_ID"),
  client_secret: {Acme.AppleSecret, :generate}
