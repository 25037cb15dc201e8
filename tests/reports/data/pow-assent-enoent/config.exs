config :harborlane, :pow_assent,
  providers: [
    apple: [
      client_id: "com.harborlane.web",
      team_id: "Q7K2M4T9XW",
      private_key_id: "H3N8R5V2LD",
      private_key_path: "priv/AuthKey_H3N8R5V2LD.p8",
      strategy: Assent.Strategy.Apple
    ]
  ]
