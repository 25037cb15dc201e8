import Config

config :ueberauth, Ueberauth,
  providers: [
    apple: {Ueberauth.Strategy.Apple, [callback_methods: ["POST"], default_scope: "name email"]}
  ]

config :ueberauth, Ueberauth.Strategy.Apple.OAuth,
  client_id: System.get_env("APPLE_CLIENT_ID"),
  client_secret: {MyApp.Apple, :client_secret}

if config_env() == :prod do
  config :assent, MyApp.Assent,
    strategy: Assent.Strategy.Apple,
    client_id: "com.acmefit.web",
    team_id: "R5T8Q2WM7K",
    private_key_id: "Q7M2T9XK4C",
    private_key_path: "/etc/keys/AuthKey_Q7M2T9XK4C.p8"
end
