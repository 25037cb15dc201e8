builder.Services.AddAuthentication()
    .AddApple(opt =>
    {
        builder.Configuration.Bind($"{Constants.APP_NAME}:Apple", opt);
        opt.SignInScheme = IdentityServerConstants.ExternalCookieAuthenticationScheme;

        opt.PrivateKey = (keyId, ct) =>
        {
            var privateKey = builder.Configuration[$"{Constants.APP_NAME}:Apple:PrivateKey"]!.ToString();
            return Task.FromResult(privateKey.AsMemory());
        };
        opt.GenerateClientSecret = true;
    })
    .AddGoogle(opt =>
    {
        builder.Configuration.Bind($"{Constants.APP_NAME}:Google", opt);
        opt.SignInScheme = IdentityServerConstants.ExternalCookieAuthenticationScheme;
    });
