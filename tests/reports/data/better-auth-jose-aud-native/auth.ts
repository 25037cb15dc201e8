socialProviders: {
  apple: {
    clientId: "com.harborlane.web",
    clientSecret: process.env.APPLE_CLIENT_SECRET!,
  },
},
