 .AddApple(options =>
            {
                options.SignInScheme = IdentityServer4.IdentityServerConstants.ExternalCookieAuthenticationScheme;
                options.ClientId = "com.harborlane.web";
                options.KeyId = "H3N8R5V2LD";
                options.TeamId = "Q7K2M4T9XW";
                options.GenerateClientSecret = true;               
                options.UsePrivateKey((keyId) => HostingEnvironment.ContentRootFileProvider.GetFileInfo($"AuthKey_{keyId}.p8"));
            })
